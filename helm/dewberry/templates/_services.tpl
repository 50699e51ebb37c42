{{/*
What the five services have in common. Each has a folder with the same files, which name the component and nothing else.
*/}}

{{- define "dewberry.ports" -}}
gateway: 8081
auth: 8082
message: 8083
presence: 8084
storage: 8085
{{- end }}

{{/* The port of health, metrics and inner calls: {root, component}. */}}
{{- define "dewberry.innerPort" -}}
{{- index (include "dewberry.ports" .root | fromYaml) .component }}
{{- end }}

{{- define "dewberry.serviceAccount" -}}
apiVersion: v1
kind: ServiceAccount
metadata:
  {{- include "dewberry.metadata" . | nindent 2 }}
automountServiceAccountToken: false
{{- end }}

{{/* The Service for calls between services and for metrics: {root, component}. */}}
{{- define "dewberry.innerService" -}}
apiVersion: v1
kind: Service
metadata:
  {{- include "dewberry.metadata" . | nindent 2 }}
spec:
  type: ClusterIP
  selector:
    {{- include "dewberry.selectorLabels" . | nindent 4 }}
  ports:
    - name: http
      port: {{ include "dewberry.innerPort" . }}
      targetPort: http
{{- end }}

{{/* What the public Service has beside selector and ports: {root, type}. */}}
{{- define "dewberry.publicServiceSpec" -}}
{{- $service := .root.Values.gateway.service -}}
type: {{ .type }}
{{- with $service.ipFamilyPolicy }}
ipFamilyPolicy: {{ . }}
{{- end }}
{{- with $service.ipFamilies }}
ipFamilies:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- if ne .type "ClusterIP" }}
externalTrafficPolicy: {{ $service.externalTrafficPolicy }}
{{- end }}
{{- if eq .type "LoadBalancer" }}
{{- with $service.loadBalancerClass }}
loadBalancerClass: {{ . }}
{{- end }}
{{- with $service.loadBalancerSourceRanges }}
loadBalancerSourceRanges:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}
{{- end }}

{{- define "dewberry.disruptionBudget" -}}
{{- if and .root.Values.podDisruptionBudgets.enabled (ge (include "dewberry.leastReplicas" . | int) 2) -}}
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  {{- include "dewberry.metadata" . | nindent 2 }}
spec:
  maxUnavailable: 1
  # A pod that is not ready anyway keeps nobody from draining its node.
  unhealthyPodEvictionPolicy: AlwaysAllow
  selector:
    matchLabels:
      {{- include "dewberry.selectorLabels" . | nindent 6 }}
{{- end }}
{{- end }}

{{/* Environment of a service: what it needs, and over that what the values set for all and for itself. A name comes once, since Kubernetes refuses two of them (with
server-side apply): {root, component, settings}. */}}
{{- define "dewberry.environment" -}}
{{- $needed := include "dewberry.neededEnvironment" . | fromYamlArray }}
{{- $names := dict }}
{{- $environment := list }}
{{- range reverse (concat $needed .root.Values.extraEnv .settings.extraEnv) }}
{{- if not (hasKey $names .name) }}
{{- $_ := set $names .name true }}
{{- $environment = prepend $environment . }}
{{- end }}
{{- end }}
{{- toYaml $environment }}
{{- end }}

{{- define "dewberry.neededEnvironment" -}}
{{- $fullname := include "dewberry.fullname" .root -}}
- name: JDK_JAVA_OPTIONS
  value: {{ .settings.javaOptions | quote }}
{{- /* Files named after properties. The image has the first folder, too, but would start without it. */}}
- name: SPRING_CONFIG_ADDITIONAL_LOCATION
  value: configtree:/etc/dewberry/secrets/{{ if not .root.Values.redis.enabled }},configtree:/etc/dewberry/external/{{ end }}{{ if include "dewberry.alertHook" . }},configtree:/etc/dewberry/alerts/{{ end }}
{{- if eq .component "gateway" }}
- name: SERVER_PORT
  value: {{ include "dewberry.gatewayPort" .root | quote }}
- name: MANAGEMENT_SERVER_PORT
  value: {{ include "dewberry.innerPort" . | quote }}
- name: DEWBERRY_SERVICES_PRESENCE
  value: http://{{ $fullname }}-presence:8084
{{- else }}
- name: SERVER_PORT
  value: {{ include "dewberry.innerPort" . | quote }}
{{- end }}
{{- if has .component (list "gateway" "message") }}
- name: DEWBERRY_SERVICES_AUTH
  value: http://{{ $fullname }}-auth:8082
- name: DEWBERRY_SERVICES_STORAGE
  value: http://{{ $fullname }}-storage:8085
{{- end }}
{{- if has .component (list "auth" "presence" "storage") }}
- name: DEWBERRY_DATABASE_HOST
  value: {{ include "dewberry.mariadbHost" .root | quote }}
- name: DEWBERRY_DATABASE_PORT
  value: {{ include "dewberry.mariadbPort" .root | quote }}
{{- end }}
{{- if include "dewberry.mariadbTls" . }}
- name: DEWBERRY_DATABASE_TLS_ENABLED
  value: "true"
- name: DEWBERRY_DATABASE_TLS_VERIFY
  value: {{ .root.Values.mariadb.external.tls.verify | quote }}
{{- if .root.Values.mariadb.external.tls.caSecret }}
- name: DEWBERRY_DATABASE_TLS_AUTHORITY
  value: /etc/dewberry/mariadb-ca/ca.crt
{{- end }}
{{- end }}
{{- if include "dewberry.redisAuthority" .root }}
- name: DEWBERRY_BUS_TLS_AUTHORITY
  value: /etc/dewberry/redis-ca/ca.crt
{{- end }}
{{- if and (eq .component "storage") (include "dewberry.replicaHost" .root) }}
- name: DEWBERRY_STORAGE_REPLICA_HOST
  value: {{ include "dewberry.replicaHost" .root | quote }}
- name: DEWBERRY_STORAGE_REPLICA_PORT
  value: {{ include "dewberry.replicaPort" .root | quote }}
{{- end }}
{{- if eq .component "gateway" }}
{{- include "dewberry.gatewayEnvironment" .root }}
{{- end }}
{{- if include "dewberry.alertHook" . }}
- name: DEWBERRY_MESSAGE_ALERTS_CONVERSATION
  value: {{ .root.Values.monitoring.alerts.dewberry.conversation | quote }}
- name: DEWBERRY_MESSAGE_ALERTS_SENDER
  value: {{ required "monitoring.alerts.dewberry.sender is needed with a conversation" .root.Values.monitoring.alerts.dewberry.sender | quote }}
{{- end }}
{{- end }}

{{/* "true" where a component speaks to MariaDB, and by TLS: {root, component}. */}}
{{- define "dewberry.mariadbTls" -}}
{{- if and (not .root.Values.mariadb.enabled) .root.Values.mariadb.external.tls.enabled (has .component (list "auth" "presence" "storage")) }}true{{ end }}
{{- end }}

{{/* The Secret with the authority of a Redis that is there, or nothing. */}}
{{- define "dewberry.redisAuthority" -}}
{{- if not .Values.redis.enabled }}{{ .Values.redis.external.tls.caSecret }}{{ end }}
{{- end }}

{{/* The certificate of an authority: {name, secret}. */}}
{{- define "dewberry.caVolume" -}}
- name: {{ .name }}
  secret:
    secretName: {{ .secret }}
    defaultMode: 0440
    items:
      - key: ca.crt
        path: ca.crt
{{- end }}

{{- define "dewberry.gatewayEnvironment" -}}
{{- if include "dewberry.gatewayTls" . }}
- name: DEWBERRY_GATEWAY_TLS_CERTIFICATE
  value: /etc/dewberry/tls/tls.crt
- name: DEWBERRY_GATEWAY_TLS_KEY
  value: /etc/dewberry/tls/tls.key
{{- end }}
{{- if include "dewberry.watchedTls" . }}
- name: DEWBERRY_GATEWAY_TLS_WATCHED
  value: /etc/dewberry/watched/tls.crt
{{- end }}
{{- if include "dewberry.authority" . }}
- name: DEWBERRY_GATEWAY_TLS_AUTHORITY
  value: /etc/dewberry/authority/ca.crt
{{- end }}
{{- with .Values.gateway.allowedOrigins }}
- name: DEWBERRY_GATEWAY_SOCKET_ALLOWED_ORIGINS
  value: {{ . | quote }}
{{- end }}
{{- $proxies := .Values.gateway.trustedProxies }}
{{- if include "dewberry.balancerSeesClients" . }}
{{- $proxies = concat $proxies .Values.loadBalancer.podRanges }}
{{- end }}
{{- with $proxies }}
- name: DEWBERRY_GATEWAY_LIMITS_TRUSTED_PROXIES
  value: {{ join "," . | quote }}
{{- end }}
{{- if .Values.loadBalancer.enabled }}
- name: DEWBERRY_GATEWAY_LIMITS_PEERS_ARE_CLIENTS
  value: "false"
{{- else if not (kindIs "invalid" .Values.gateway.peersAreClients) }}
- name: DEWBERRY_GATEWAY_LIMITS_PEERS_ARE_CLIENTS
  value: {{ .Values.gateway.peersAreClients | quote }}
{{- end }}
{{- end }}

{{/* "true" where the chart's load balancer sees its clients' own addresses. Behind k3s' ServiceLB they would all be one, and pay for one another. */}}
{{- define "dewberry.balancerSeesClients" -}}
{{- if and .Values.loadBalancer.enabled (or (eq (toString .Values.gateway.peersAreClients) "true") .Values.loadBalancer.proxyProtocolFrom) }}true{{ end }}
{{- end }}

{{- define "dewberry.volumeMounts" -}}
- name: tmp
  mountPath: /tmp
- name: secrets
  mountPath: /etc/dewberry/secrets
  readOnly: true
{{- if not .root.Values.redis.enabled }}
- name: external
  mountPath: /etc/dewberry/external
  readOnly: true
{{- end }}
{{- if and (include "dewberry.mariadbTls" .) .root.Values.mariadb.external.tls.caSecret }}
- name: mariadb-ca
  mountPath: /etc/dewberry/mariadb-ca
  readOnly: true
{{- end }}
{{- if include "dewberry.redisAuthority" .root }}
- name: redis-ca
  mountPath: /etc/dewberry/redis-ca
  readOnly: true
{{- end }}
{{- if include "dewberry.alertHook" . }}
- name: alerts
  mountPath: /etc/dewberry/alerts
  readOnly: true
{{- end }}
{{- if and (eq .component "gateway") (include "dewberry.gatewayTls" .root) }}
- name: tls
  mountPath: /etc/dewberry/tls
  readOnly: true
{{- end }}
{{- if and (eq .component "gateway") (include "dewberry.watchedTls" .root) }}
- name: watched
  mountPath: /etc/dewberry/watched
  readOnly: true
{{- end }}
{{- if and (eq .component "gateway") (include "dewberry.authority" .root) }}
- name: authority
  mountPath: /etc/dewberry/authority
  readOnly: true
{{- end }}
{{- if include "dewberry.aot" .root }}
- name: cache
  mountPath: /var/cache/dewberry
  subPath: {{ .component }}
  readOnly: true
{{- end }}
{{- end }}

{{- define "dewberry.volumes" -}}
- name: tmp
  emptyDir:
    sizeLimit: 128Mi
{{- $secret := printf "%s-%s" (include "dewberry.fullname" .root) .component }}
# A pod waits here until the setup Job has made the Secret.
- name: secrets
{{- if and (eq .component "storage") (include "dewberry.replicaHost" .root) }}
  projected:
    defaultMode: 0440
    sources:
      - secret:
          name: {{ $secret }}
      # Where the replica came later, the Job completes a Secret that is there: the key is waited for as well.
      - secret:
          name: {{ $secret }}
          items:
            - key: dewberry.storage.replica.password
              path: dewberry.storage.replica.password
{{- else }}
  secret:
    secretName: {{ $secret }}
    defaultMode: 0440
{{- end }}
{{- if not .root.Values.redis.enabled }}
- name: external
  secret:
    secretName: {{ required "redis.external.existingSecret is needed where redis.enabled is false" .root.Values.redis.external.existingSecret }}
    defaultMode: 0440
    items:
      - key: uri
        path: dewberry.bus.uri
{{- end }}
{{- if and (include "dewberry.mariadbTls" .) .root.Values.mariadb.external.tls.caSecret }}
{{ include "dewberry.caVolume" (dict "name" "mariadb-ca" "secret" .root.Values.mariadb.external.tls.caSecret) }}
{{- end }}
{{- with include "dewberry.redisAuthority" .root }}
{{ include "dewberry.caVolume" (dict "name" "redis-ca" "secret" .) }}
{{- end }}
{{- if include "dewberry.alertHook" . }}
- name: alerts
  secret:
    secretName: {{ required "monitoring.alerts.dewberry.tokenSecret is needed with a conversation" .root.Values.monitoring.alerts.dewberry.tokenSecret }}
    defaultMode: 0440
    items:
      - key: token
        path: dewberry.message.alerts.token
{{- end }}
{{- if and (eq .component "gateway") (include "dewberry.gatewayTls" .root) }}
- name: tls
  secret:
    secretName: {{ include "dewberry.tlsSecret" .root }}
    defaultMode: 0440
    items:
      - key: tls.crt
        path: tls.crt
      - key: tls.key
        path: tls.key
{{- end }}
{{- if and (eq .component "gateway") (include "dewberry.watchedTls" .root) }}
# Without its key, and whenever it comes.
- name: watched
  secret:
    secretName: {{ include "dewberry.tlsSecret" .root }}
    optional: true
    defaultMode: 0440
    items:
      - key: tls.crt
        path: tls.crt
{{- end }}
{{- if and (eq .component "gateway") (include "dewberry.authority" .root) }}
# For the page that helps people to install it. A Secret of somebody else's may lack it, and then there is no page.
- name: authority
  secret:
    secretName: {{ include "dewberry.tlsSecret" .root }}
    optional: true
    defaultMode: 0440
    items:
      - key: ca.crt
        path: ca.crt
{{- end }}
{{- if include "dewberry.aot" .root }}
- name: cache
  persistentVolumeClaim:
    claimName: {{ include "dewberry.fullname" .root }}-aot
{{- end }}
{{- end }}

{{/* "true" where a volume keeps AOT caches. */}}
{{- define "dewberry.aot" -}}
{{- $enabled := .Values.aot.enabled }}
{{- if kindIs "invalid" $enabled }}
{{- $enabled = (include "dewberry.profile" . | fromYaml).aot }}
{{- end }}
{{- if $enabled }}true{{ end }}
{{- end }}

{{/* Spreads the pods of a component evenly over nodes, where there are several: {root, component, settings}. */}}
{{- define "dewberry.spread" -}}
{{- if .settings.topologySpreadConstraints }}
topologySpreadConstraints:
  {{- toYaml .settings.topologySpreadConstraints | nindent 2 }}
{{- else if ge (include "dewberry.leastReplicas" . | int) 2 }}
topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: kubernetes.io/hostname
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels:
        {{- include "dewberry.selectorLabels" . | nindent 8 }}
    matchLabelKeys: [pod-template-hash]
{{- end }}
{{- end }}

{{- define "dewberry.probes" -}}
# JVM, migrations and first connections, on the slowest board while all others start as well.
startupProbe:
  httpGet: {path: /actuator/health/liveness, port: {{ .port }}}
  periodSeconds: 3
  timeoutSeconds: 5
  failureThreshold: {{ div .startupSeconds 3 }}
livenessProbe:
  httpGet: {path: /actuator/health/liveness, port: {{ .port }}}
  periodSeconds: 10
  timeoutSeconds: 5
  failureThreshold: 6
readinessProbe:
  httpGet: {path: /actuator/health/readiness, port: {{ .port }}}
  periodSeconds: 5
  timeoutSeconds: 5
  failureThreshold: 3
{{- end }}

{{/* {root, component} */}}
{{- define "dewberry.deployment" -}}
{{- $profile := include "dewberry.profile" .root | fromYaml }}
{{- $settings := include "dewberry.settings" . | fromYaml }}
{{- $with := dict "root" .root "component" .component "settings" $settings }}
{{- $gateway := eq .component "gateway" }}
{{- if gt (int $settings.preStopSeconds) (int $settings.terminationGracePeriodSeconds) }}
{{- fail (printf "%s.terminationGracePeriodSeconds has to be more than %s.preStopSeconds" .component .component) }}
{{- end -}}
apiVersion: apps/v1
kind: Deployment
metadata:
  {{- include "dewberry.metadata" . | nindent 2 }}
spec:
  {{- if not (include "dewberry.autoscaled" .) }}
  replicas: {{ $settings.replicas }}
  {{- end }}
  revisionHistoryLimit: 5
  progressDeadlineSeconds: {{ $profile.progressDeadlineSeconds }}
  strategy:
    type: RollingUpdate
    rollingUpdate:
      maxSurge: {{ $profile.strategy.maxSurge }}
      maxUnavailable: {{ $profile.strategy.maxUnavailable }}
  selector:
    matchLabels:
      {{- include "dewberry.selectorLabels" . | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "dewberry.podLabels" . | nindent 8 }}
        {{- with $settings.podLabels }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      {{- with $settings.podAnnotations }}
      annotations:
        {{- toYaml . | nindent 8 }}
      {{- end }}
    spec:
      serviceAccountName: {{ include "dewberry.fullname" .root }}-{{ .component }}
      automountServiceAccountToken: false
      # They would be taken for settings: DEWBERRY_GATEWAY_PORT and the like.
      enableServiceLinks: false
      terminationGracePeriodSeconds: {{ $settings.terminationGracePeriodSeconds }}
      securityContext:
        {{- include "dewberry.podSecurity" 65532 | nindent 8 }}
      {{- with include "dewberry.scheduling" $with }}
      {{- . | trim | nindent 6 }}
      {{- end }}
      {{- with include "dewberry.spread" $with }}
      {{- . | trim | nindent 6 }}
      {{- end }}
      containers:
        - name: {{ .component }}
          image: {{ include "dewberry.image" (dict "root" .root "name" .component) }}
          imagePullPolicy: {{ .root.Values.image.pullPolicy }}
          env:
            {{- include "dewberry.environment" $with | nindent 12 }}
          ports:
            {{- if $gateway }}
            - name: {{ include "dewberry.gatewayPortName" .root }}
              containerPort: {{ include "dewberry.gatewayPort" .root }}
            - name: management
              containerPort: {{ include "dewberry.innerPort" . }}
            {{- else }}
            - name: http
              containerPort: {{ include "dewberry.innerPort" . }}
            {{- end }}
          {{- include "dewberry.probes" (dict "port" ($gateway | ternary "management" "http") "startupSeconds" $profile.startupSeconds) | nindent 10 }}
          {{- if $settings.preStopSeconds }}
          lifecycle:
            preStop:
              sleep: {seconds: {{ $settings.preStopSeconds }}}
          {{- end }}
          resources:
            {{- toYaml $settings.resources | nindent 12 }}
          securityContext:
            {{- include "dewberry.containerSecurity" . | nindent 12 }}
          volumeMounts:
            {{- include "dewberry.volumeMounts" $with | nindent 12 }}
      volumes:
        {{- include "dewberry.volumes" $with | nindent 8 }}
{{- end }}

{{/* {root, component} */}}
{{- define "dewberry.autoscaler" -}}
{{- $scaling := index .root.Values.autoscaling .component }}
{{- $connections := $scaling.connections | default 0 }}
{{- if and (include "dewberry.autoscaled" .) (not (and $connections (eq .root.Values.autoscaling.provider "keda"))) -}}
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  {{- include "dewberry.metadata" . | nindent 2 }}
spec:
  scaleTargetRef:
    apiVersion: apps/v1
    kind: Deployment
    name: {{ include "dewberry.fullname" .root }}-{{ .component }}
  minReplicas: {{ $scaling.minReplicas }}
  maxReplicas: {{ $scaling.maxReplicas }}
  metrics:
    - type: Resource
      resource:
        name: cpu
        target:
          type: Utilization
          averageUtilization: {{ $scaling.cpu }}
    {{- if $connections }}
    - type: Pods
      pods:
        metric:
          name: dewberry_gateway_sockets
        target:
          type: AverageValue
          averageValue: {{ $connections | quote }}
    {{- end }}
  behavior:
    {{- include "dewberry.scalingBehavior" . | nindent 4 }}
{{- end }}
{{- end }}

{{/* Up at once, down one by one: whoever goes first hands over to those who stay, and a gateway's clients come back to the others. */}}
{{- define "dewberry.scalingBehavior" -}}
scaleUp:
  stabilizationWindowSeconds: 0
  selectPolicy: Max
  policies:
    - {type: Pods, value: 2, periodSeconds: 60}
scaleDown:
  stabilizationWindowSeconds: {{ eq .component "gateway" | ternary 900 300 }}
  selectPolicy: Max
  policies:
    - {type: Pods, value: 1, periodSeconds: {{ eq .component "gateway" | ternary 300 120 }}}
{{- end }}
