{{/* Whose Ingress it is, or nothing. */}}
{{- define "dewberry.ingressController" -}}
{{- if ne .Values.ingress.controller "auto" }}
{{- .Values.ingress.controller }}
{{- else if .Capabilities.APIVersions.Has "traefik.io/v1alpha1/ServersTransport" -}}
traefik
{{- end }}
{{- end }}

{{/* "true" where the release has an Ingress. */}}
{{- define "dewberry.hasIngress" -}}
{{- if and .Values.ingress.enabled (include "dewberry.ingressController" .) (not .Values.loadBalancer.enabled) }}true{{ end }}
{{- end }}

{{/* The hosts of the Ingress, as a JSON list: those of tls.hosts that are names where it has none of its own. */}}
{{- define "dewberry.ingressHosts" -}}
{{- $hosts := .Values.ingress.hosts }}
{{- if not $hosts }}
{{- range .Values.tls.hosts }}
{{- if not (or (contains ":" .) (regexMatch "^[0-9.]+$" .)) }}
{{- $hosts = append $hosts . }}
{{- end }}
{{- end }}
{{- end }}
{{- toJson $hosts }}
{{- end }}

{{/* Leads a path of all hosts to the gateway: {root, path}. */}}
{{- define "dewberry.ingressRules" -}}
rules:
  {{- $path := .path }}
  {{- $root := .root }}
  {{- range include "dewberry.ingressHosts" $root | fromJsonArray | default (list "") }}
  - {{ with . }}host: {{ . | quote }}
    {{ end }}http:
      paths:
        - path: {{ $path }}
          pathType: Prefix
          backend:
            service:
              name: {{ include "dewberry.fullname" $root }}-gateway
              port:
                name: {{ include "dewberry.gatewayPortName" $root }}
  {{- end }}
{{- end }}
