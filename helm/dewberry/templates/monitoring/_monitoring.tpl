{{/* How a Prometheus of the user's finds the pods. */}}
{{- define "dewberry.scrape" -}}
{{- $scrape := .Values.monitoring.scrape }}
{{- if eq $scrape "auto" }}
{{- $scrape = .Capabilities.APIVersions.Has "monitoring.coreos.com/v1/ServiceMonitor" | ternary "ServiceMonitor" "annotations" }}
{{- end }}
{{- $scrape }}
{{- end }}

{{/* "true" where there are PrometheusRules. */}}
{{- define "dewberry.prometheusRules" -}}
{{- $enabled := .Values.monitoring.prometheusRules }}
{{- if kindIs "invalid" $enabled }}
{{- $enabled = .Capabilities.APIVersions.Has "monitoring.coreos.com/v1/PrometheusRule" }}
{{- end }}
{{- if $enabled }}true{{ end }}
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

{{/* ServiceAccount and Service of a component of the light monitoring: {root, component, port, token}. */}}
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
automountServiceAccountToken: {{ .token | default false }}
enableServiceLinks: false
securityContext:
  {{- include "dewberry.podSecurity" .user | nindent 2 }}
{{- with include "dewberry.scheduling" (dict "root" .root "component" .component "settings" dict) }}
{{- . | trim | nindent 0 }}
{{- end }}
{{- end }}

{{/* Labels of a pod: {root, component}. */}}
{{- define "dewberry.lightPodLabels" -}}
{{ include "dewberry.selectorLabels" . }}
app.kubernetes.io/part-of: dewberry
{{- end }}

{{/* A small stateless program: {root, component, user, port, settings, args, env, path}. */}}
{{- define "dewberry.exporter" -}}
{{ include "dewberry.lightService" . }}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  {{- include "dewberry.metadata" . | nindent 2 }}
spec:
  replicas: 1
  revisionHistoryLimit: 2
  strategy:
    type: Recreate
  selector:
    matchLabels:
      {{- include "dewberry.selectorLabels" . | nindent 6 }}
  template:
    metadata:
      labels:
        {{- include "dewberry.lightPodLabels" . | nindent 8 }}
    spec:
      {{- include "dewberry.lightPod" . | nindent 6 }}
      containers:
        - name: {{ .component }}
          image: {{ include "dewberry.foreignImage" .settings.image }}
          imagePullPolicy: {{ .root.Values.image.pullPolicy }}
          args:
            {{- toYaml .args | nindent 12 }}
          env:
            {{- toYaml .env | nindent 12 }}
          ports:
            - name: http
              containerPort: {{ .port }}
          {{- include "dewberry.lightProbes" "/" | nindent 10 }}
          resources:
            {{- toYaml .settings.resources | nindent 12 }}
          securityContext:
            {{- include "dewberry.containerSecurity" . | nindent 12 }}
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

{{/* The account by which an exporter reads: {root, secret, store}; presence-service's where none is given. */}}
{{- define "dewberry.exporterSecret" -}}
{{- .secret | default (printf "%s-%s" (include "dewberry.fullname" .root) .store) }}
{{- end }}
