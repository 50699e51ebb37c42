{{/* How a Prometheus of the user's finds the pods. */}}
{{- define "dewberry.scrape" -}}
{{- $scrape := .Values.monitoring.scrape }}
{{- if eq $scrape "auto" }}
{{- $scrape = .Capabilities.APIVersions.Has "monitoring.coreos.com/v1/ServiceMonitor" | ternary "ServiceMonitor" "annotations" }}
{{- end }}
{{- $scrape }}
{{- end }}

{{/* What tells this installation from others that the same Prometheus reads: a label of all that is read of it, and of its alerts. */}}
{{- define "dewberry.installation" -}}
{{ .Release.Namespace }}/{{ include "dewberry.fullname" . }}
{{- end }}

{{/* "true" where there are PrometheusRules. */}}
{{- define "dewberry.prometheusRules" -}}
{{- $enabled := .Values.monitoring.prometheusRules }}
{{- if kindIs "invalid" $enabled }}
{{- $enabled = .Capabilities.APIVersions.Has "monitoring.coreos.com/v1/PrometheusRule" }}
{{- end }}
{{- if $enabled }}true{{ end }}
{{- end }}

{{/* "true" where the chart puts an HAProxy before the gateways, which has metrics; Nginx has none. */}}
{{- define "dewberry.haproxy" -}}
{{- if and .Values.loadBalancer.enabled (eq .Values.loadBalancer.kind "haproxy") }}true{{ end }}
{{- end }}

{{/* "true" where the chart brings its own Grafana. */}}
{{- define "dewberry.grafana" -}}
{{- if and .Values.monitoring.light.enabled .Values.monitoring.light.grafana.enabled }}true{{ end }}
{{- end }}

{{/* "true" where there are dashboards. */}}
{{- define "dewberry.dashboards" -}}
{{- $enabled := .Values.monitoring.dashboards }}
{{- if kindIs "invalid" $enabled }}
{{- $enabled = eq (include "dewberry.scrape" .) "ServiceMonitor" }}
{{- end }}
{{- if or $enabled (include "dewberry.grafana" .) }}true{{ end }}
{{- end }}

{{/* "true" for the service that tells alerts in a conversation, where one is named: {root, component}. */}}
{{- define "dewberry.alertHook" -}}
{{- if and (eq .component "message") .root.Values.monitoring.alerts.dewberry.conversation }}true{{ end }}
{{- end }}

{{/* What is switched on of the light monitoring, by component. */}}
{{- define "dewberry.lightComponents" -}}
{{- $light := .Values.monitoring.light }}
{{- if $light.enabled }}
prometheus: 9090
{{- if $light.grafana.enabled }}
grafana: 3000
{{- end }}
{{- if $light.alertmanager.enabled }}
alertmanager: 9093
{{- end }}
{{- if $light.nodeExporter.enabled }}
node-exporter: 9100
{{- end }}
{{- if and $light.mysqldExporter.enabled .Values.mariadb.enabled }}
mysqld-exporter: 9104
{{- end }}
{{- if and $light.redisExporter.enabled .Values.redis.enabled }}
redis-exporter: 9121
{{- end }}
{{- end }}
{{- end }}

{{/* ServiceAccount and Service of a component of the light monitoring; exporters are found by the addresses of their pods: {root, component, port}. */}}
{{- define "dewberry.lightService" -}}
apiVersion: v1
kind: ServiceAccount
metadata:
  {{- include "dewberry.metadata" . | nindent 2 }}
automountServiceAccountToken: false
---
apiVersion: v1
kind: Service
metadata:
  {{- include "dewberry.metadata" . | nindent 2 }}
spec:
  type: ClusterIP
  {{- if hasSuffix "-exporter" .component }}
  clusterIP: None
  {{- end }}
  selector:
    {{- include "dewberry.selectorLabels" . | nindent 4 }}
  ports:
    - name: http
      port: {{ .port }}
      targetPort: http
{{- end }}

{{/* What comes before the containers of a pod: {root, component, user}. */}}
{{- define "dewberry.lightPod" -}}
serviceAccountName: {{ include "dewberry.fullname" .root }}-{{ .component }}
automountServiceAccountToken: false
enableServiceLinks: false
securityContext:
  {{- include "dewberry.podSecurity" .user | nindent 2 }}
{{- with include "dewberry.scheduling" (dict "root" .root "component" .component "settings" dict) }}
{{- . | trim | nindent 0 }}
{{- end }}
{{- end }}

{{/*
An exporter of a store: {root, component, store, port, settings, args, script}. It wants its password in a file of its own format, which `script` writes from the
Secret's file before it starts: no password is in the environment.
*/}}
{{- define "dewberry.exporter" -}}
{{- $with := dict "root" .root "component" .component "port" .port "user" 65534 }}
{{ include "dewberry.lightService" $with }}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  {{- include "dewberry.metadata" $with | nindent 2 }}
spec:
  replicas: 1
  revisionHistoryLimit: 2
  strategy:
    type: Recreate
  selector:
    matchLabels:
      {{- include "dewberry.selectorLabels" $with | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "dewberry.podLabels" $with | nindent 8 }}
    spec:
      {{- include "dewberry.lightPod" $with | nindent 6 }}
      initContainers:
        - name: account
          image: {{ include "dewberry.foreignImage" .root.Values.monitoring.light.nodeExporter.shellImage }}
          imagePullPolicy: {{ .root.Values.image.pullPolicy }}
          command:
            - /bin/sh
            - -ec
            - |
              umask 077
              {{- .script | nindent 14 }}
          resources:
            requests: {cpu: 5m, memory: 8Mi}
            limits: {memory: 16Mi}
          securityContext:
            {{- include "dewberry.containerSecurity" . | nindent 12 }}
          volumeMounts:
            - name: secrets
              mountPath: /etc/dewberry/secrets
              readOnly: true
            - name: account
              mountPath: /account
      containers:
        - name: {{ .component }}
          image: {{ include "dewberry.foreignImage" .settings.image }}
          imagePullPolicy: {{ .root.Values.image.pullPolicy }}
          args:
            {{- toYaml .args | nindent 12 }}
          ports:
            - name: http
              containerPort: {{ .port }}
          {{- include "dewberry.lightProbes" "/" | nindent 10 }}
          resources:
            {{- toYaml .settings.resources | nindent 12 }}
          securityContext:
            {{- include "dewberry.containerSecurity" . | nindent 12 }}
          volumeMounts:
            - name: account
              mountPath: /account
              readOnly: true
      volumes:
        - name: secrets
          secret:
            secretName: {{ .settings.existingSecret | default (printf "%s-%s" (include "dewberry.fullname" .root) .store) }}
            defaultMode: 0440
            items:
              - {key: {{ .settings.existingSecret | empty | ternary "presence-password" "password" }}, path: password}
        - name: account
          emptyDir:
            medium: Memory
            sizeLimit: 1Mi
{{- end }}

{{/* By the path that says that it works. */}}
{{- define "dewberry.lightProbes" -}}
readinessProbe:
  httpGet: {path: {{ . }}, port: http}
  periodSeconds: 10
  timeoutSeconds: 5
livenessProbe:
  httpGet: {path: {{ . }}, port: http}
  initialDelaySeconds: 60
  periodSeconds: 30
  timeoutSeconds: 10
  failureThreshold: 5
{{- end }}

{{/* Who of the light monitoring may come to a component, beside those whom Dewberry itself sends: a list, {root, component}. */}}
{{- define "dewberry.lightClients" -}}
{{- $light := include "dewberry.lightComponents" .root | fromYaml }}
{{- $clients := list }}
{{- if and (eq .component "mariadb") (hasKey $light "mysqld-exporter") }}
{{- $clients = append $clients "mysqld-exporter" }}
{{- else if and (eq .component "redis") (hasKey $light "redis-exporter") }}
{{- $clients = append $clients "redis-exporter" }}
{{- else if and (include "dewberry.alertHook" .) (hasKey $light "alertmanager") }}
{{- $clients = append $clients "alertmanager" }}
{{- end }}
{{- toYaml $clients }}
{{- end }}

{{/* Nine tenths of a limit of memory in Mi or Gi, so that Go's collector works harder before the limit is reached; nothing for other units. The argument are resources. */}}
{{- define "dewberry.goMemoryLimit" -}}
{{- $limit := toString (.limits | default dict).memory }}
{{- if regexMatch "^[0-9]+Mi$" $limit }}
{{- printf "%dMiB" (div (mul 9 (trimSuffix "Mi" $limit | int)) 10) }}
{{- else if regexMatch "^[0-9]+Gi$" $limit }}
{{- printf "%dMiB" (div (mul 9216 (trimSuffix "Gi" $limit | int)) 10) }}
{{- end }}
{{- end }}
