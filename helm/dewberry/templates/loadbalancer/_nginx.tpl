{{/* What Nginx does before the gateways. It needs 1.27.3 or later, which look names of an upstream up again; earlier ones do so only at the start. */}}
{{- define "dewberry.nginxConfiguration" -}}
{{- $balancer := .Values.loadBalancer }}
{{- $proxied := empty $balancer.proxyProtocolFrom | ternary "" " proxy_protocol" -}}
daemon off;
worker_processes 2;
pid /tmp/nginx.pid;
error_log /dev/stderr notice;
# Both sides of each connection, should one of them get all.
worker_rlimit_nofile {{ add 1024 (mul 2 (int $balancer.maxConnections)) }};
# Those whom a renewed certificate replaced keep their sockets, a day at most.
worker_shutdown_timeout 24h;

events {
    worker_connections {{ add 512 (mul 2 (int $balancer.maxConnections)) }};
}

http {
    access_log off;
    server_tokens off;
    # The root file system is read-only.
    client_body_temp_path /tmp/client;
    proxy_temp_path /tmp/proxy;
    fastcgi_temp_path /tmp/fastcgi;
    uwsgi_temp_path /tmp/uwsgi;
    scgi_temp_path /tmp/scgi;

    # What was found in /etc/resolv.conf.
    include /tmp/resolvers.conf;

    upstream gateways {
        # The workers count together.
        zone gateways 256k;
        {{- if eq $balancer.algorithm "leastconn" }}
        least_conn;
        {{- else if eq $balancer.algorithm "source" }}
        # A gateway more or less moves few clients.
        hash $remote_addr consistent;
        {{- end }}
        # The name has the addresses of those that are ready. One that refused is asked again at once: Nginx forgives when a request has ended, and a socket ends
        # tomorrow, so a gateway that was slow to listen would get a socket every ten seconds.
        server {{ include "dewberry.fullname" . }}-gateway-headless.{{ .Release.Namespace }}.svc.{{ .Values.clusterDomain }}:8080 resolve max_fails=0;
        keepalive 32;
    }

    map $http_upgrade $connection_upgrade {
        default upgrade;
        '' '';
    }

    server {
        {{- if include "dewberry.serviceTls" . }}
        listen 8443 ssl{{ $proxied }};
        listen [::]:8443 ssl{{ $proxied }};
        ssl_certificate /etc/dewberry/tls/tls.crt;
        ssl_certificate_key /etc/dewberry/tls/tls.key;
        ssl_protocols TLSv1.2 TLSv1.3;
        ssl_ciphers ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305:ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384;
        ssl_session_cache shared:clients:2m;
        # As the gateway does where it speaks TLS itself.
        add_header Strict-Transport-Security max-age=31536000 always;
        {{- else }}
        listen 8080{{ $proxied }};
        listen [::]:8080{{ $proxied }};
        {{- end }}
        {{- if $balancer.proxyProtocolFrom }}
        # Everybody has to speak it; these are believed.
        real_ip_header proxy_protocol;
        {{- range $balancer.proxyProtocolFrom }}
        set_real_ip_from {{ . }};
        {{- end }}
        {{- end }}
        client_header_timeout 10s;
        keepalive_timeout 30s;
        # The gateways have their own limits.
        client_max_body_size 0;
        proxy_request_buffering off;
        proxy_max_temp_file_size 0;

        proxy_http_version 1.1;
        proxy_connect_timeout 2s;
        # A gateway that drains, or is full, says 503: the next one is asked at once. Never again asked is what may have been done.
        proxy_next_upstream error timeout http_503;
        proxy_next_upstream_tries 3;
        proxy_set_header Host $http_host;
        proxy_set_header Upgrade $http_upgrade;
        proxy_set_header Connection $connection_upgrade;
        # What a client claims of itself goes; what is seen here is what the gateways believe.
        proxy_set_header Forwarded "";
        proxy_set_header X-Forwarded-For {{ empty (include "dewberry.balancerSeesClients" .) | ternary `""` "$remote_addr" }};
        proxy_set_header X-Forwarded-Proto {{ empty (include "dewberry.serviceTls" .) | ternary "http" "https" }};

        location / {
            proxy_pass http://gateways;
        }
        location = /ws {
            proxy_pass http://gateways;
            # A WebSocket: longer than the gateway is silent.
            proxy_read_timeout 1h;
            proxy_send_timeout 1h;
        }
    }

    server {
        listen 8404;
        listen [::]:8404;
        location = /healthz {
            return 200;
        }
        location / {
            return 404;
        }
    }
}
{{- end }}
