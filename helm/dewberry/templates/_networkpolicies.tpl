{{/* Pods of the release, by components: {root, components}. */}}
{{- define "dewberry.peers" -}}
{{- $root := .root }}
{{- range .components }}
- podSelector:
    matchLabels:
      {{- include "dewberry.selectorLabels" (dict "root" $root "component" .) | nindent 6 }}
{{- end }}
{{- end }}

{{/* Who may read metrics. */}}
{{- define "dewberry.metricsPeers" -}}
{{- include "dewberry.peers" (dict "root" . "components" (list "prometheus")) }}
{{- with .Values.networkPolicy.metricsFrom }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* Who may come to the public port, where not everybody may: `helm test` asks there, too. The argument is the root. */}}
{{- define "dewberry.clientPeers" -}}
{{- include "dewberry.peers" (dict "root" . "components" (list "test")) }}
{{ toYaml .Values.networkPolicy.clientsFrom }}
{{- end }}

{{/* Ranges as peers, or nothing. */}}
{{- define "dewberry.ranges" -}}
{{- range . }}
- ipBlock:
    cidr: {{ . }}
{{- end }}
{{- end }}

{{/* Where the arrows of docs/architecture.md lead to. */}}
{{- define "dewberry.egressRules" -}}
{{- $root := .root }}
{{- $ports := include "dewberry.ports" .root | fromYaml }}
{{- range .to }}
{{- if eq . "mariadb-replica" }}
- ports:
    - {protocol: TCP, port: {{ include "dewberry.replicaPort" $root }}}
  {{- if include "dewberry.chartReplica" $root }}
  to:
    {{- include "dewberry.peers" (dict "root" $root "components" (list .)) | trim | nindent 4 }}
  {{- else if $root.Values.networkPolicy.externalRanges }}
  to:
    {{- include "dewberry.ranges" $root.Values.networkPolicy.externalRanges | trim | nindent 4 }}
  {{- end }}
{{- else if has . (list "mariadb" "redis") }}
{{- $store := index $root.Values . }}
- ports:
    - {protocol: TCP, port: {{ $store.enabled | ternary (eq . "mariadb" | ternary 3306 6379) $store.external.port }}}
    {{- if and (not $store.enabled) (index $store.external "sentinelPort") }}
    - {protocol: TCP, port: {{ $store.external.sentinelPort }}}
    {{- end }}
  {{- if $store.enabled }}
  to:
    {{- include "dewberry.peers" (dict "root" $root "components" (list .)) | trim | nindent 4 }}
  {{- else if $root.Values.networkPolicy.externalRanges }}
  to:
    {{- include "dewberry.ranges" $root.Values.networkPolicy.externalRanges | trim | nindent 4 }}
  {{- end }}
{{- else }}
- ports:
    - {protocol: TCP, port: {{ index $ports . }}}
  to:
    {{- include "dewberry.peers" (dict "root" $root "components" (list .)) | trim | nindent 4 }}
{{- end }}
{{- end }}
{{- end }}

{{/* The policy of a service or a store: {root, component, from, to, port}; `from` are components that may come to `port`, `to` those it may go to. */}}
{{- define "dewberry.networkPolicy" -}}
{{- if .root.Values.networkPolicy.enabled -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  {{- include "dewberry.metadata" . | nindent 2 }}
spec:
  podSelector:
    matchLabels:
      {{- include "dewberry.selectorLabels" . | nindent 6 }}
  policyTypes: [Ingress, Egress]
  ingress:
    {{- if eq .component "gateway" }}
    # The public port.
    - ports:
        - {protocol: TCP, port: {{ include "dewberry.gatewayPort" .root }}}
      {{- if .root.Values.loadBalancer.enabled }}
      from:
        {{- include "dewberry.peers" (dict "root" .root "components" (list "loadbalancer")) | trim | nindent 8 }}
      {{- else if .root.Values.networkPolicy.clientsFrom }}
      from:
        {{- include "dewberry.clientPeers" .root | trim | nindent 8 }}
      {{- end }}
    {{- end }}
    {{- if .from }}
    - ports:
        - {protocol: TCP, port: {{ .port }}}
      from:
        {{- include "dewberry.peers" (dict "root" .root "components" .from) | trim | nindent 8 }}
    {{- end }}
    {{- if .metrics }}
    - ports:
        - {protocol: TCP, port: {{ .port }}}
      from:
        {{- include "dewberry.metricsPeers" .root | trim | nindent 8 }}
    {{- end }}
  {{- with include "dewberry.egressRules" . }}
  egress:
    {{- . | trim | nindent 4 }}
  {{- else }}
  egress: []
  {{- end }}
{{- end }}
{{- end }}
