{{- define "dewberry.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 36 | trimSuffix "-" }}
{{- end }}

{{/*
The prefix of all names. A Service may have 63 characters, a StatefulSet 52, since its revisions have eleven more and are labels of its pods: our longest of them is
…-mariadb-replica. Names of Services begin with a letter and have no dots, those of releases may be otherwise.
*/}}
{{- define "dewberry.fullname" -}}
{{- $name := .Values.fullnameOverride }}
{{- if not $name }}
{{- $name = contains (include "dewberry.name" .) .Release.Name | ternary .Release.Name (printf "%s-%s" .Release.Name (include "dewberry.name" .)) }}
{{- end }}
{{- $name = replace "." "-" $name | trunc 36 | trimSuffix "-" }}
{{- if not (regexMatch "^[a-z]" $name) }}
{{- fail (printf "no Service may be called %s-gateway: names begin with a letter; set fullnameOverride" $name) }}
{{- end }}
{{- $name }}
{{- end }}

{{/* Labels of an object: {root, component}. */}}
{{- define "dewberry.labels" -}}
{{ include "dewberry.selectorLabels" . }}
app.kubernetes.io/part-of: dewberry
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{- with .root.Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* What selects the pods of a component, and never changes: {root, component}. */}}
{{- define "dewberry.selectorLabels" -}}
{{ include "dewberry.releaseLabels" .root }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{/* What all pods of the release have. A name of digits alone is quoted, or it would be a number. */}}
{{- define "dewberry.releaseLabels" -}}
app.kubernetes.io/name: {{ include "dewberry.name" . | toYaml }}
app.kubernetes.io/instance: {{ .Release.Name | toYaml }}
{{- end }}

{{/* Labels of pods: {root, component}. None changes with the version, which would restart MariaDB and Redis at each upgrade. */}}
{{- define "dewberry.podLabels" -}}
{{ include "dewberry.selectorLabels" . }}
app.kubernetes.io/part-of: dewberry
{{- with .root.Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* Name, namespace and labels of an object: {root, component, suffix}; the suffix is the component where none is given. */}}
{{- define "dewberry.metadata" -}}
name: {{ include "dewberry.fullname" .root }}-{{ .suffix | default .component }}
namespace: {{ .root.Release.Namespace | toYaml }}
labels:
  {{- include "dewberry.labels" . | nindent 2 }}
{{- end }}

{{/* One of our own images: {root, name}. */}}
{{- define "dewberry.image" -}}
{{- $image := .root.Values.image }}
{{- $repository := printf "%s/%s%s" $image.registry $image.repositoryPrefix .name }}
{{- with index $image.digests .name }}
{{- printf "%s@%s" $repository . }}
{{- else }}
{{- printf "%s:%s" $repository (default .root.Chart.AppVersion $image.tag) }}
{{- end }}
{{- end }}

{{/* Somebody else's image, of a block with repository, tag and digest. */}}
{{- define "dewberry.foreignImage" -}}
{{- if .digest }}
{{- printf "%s@%s" .repository .digest }}
{{- else }}
{{- printf "%s:%s" .repository .tag }}
{{- end }}
{{- end }}

{{/* The file of the profile, as YAML. */}}
{{- define "dewberry.profile" -}}
{{ .Files.Get (printf "profiles/%s.yaml" (default "pi-4gb" .Values.profile)) }}
{{- end }}

{{/* The settings of a component, as YAML: the profile's, and over them those that the values set: {root, component}. */}}
{{- define "dewberry.settings" -}}
{{- $profile := include "dewberry.profile" .root | fromYaml }}
{{- $settings := deepCopy (index $profile .component | default dict) }}
{{- range $key, $value := index .root.Values .component }}
{{- if not (or (kindIs "invalid" $value) (eq (toString $value) "") (and (kindIs "map" $value) (not $value))) }}
{{- if kindIs "map" $value }}
{{- $_ := set $settings $key (mergeOverwrite (index $settings $key | default dict) (deepCopy $value)) }}
{{- else }}
{{- $_ := set $settings $key $value }}
{{- end }}
{{- end }}
{{- end }}
{{- toYaml $settings }}
{{- end }}

{{/* "true" where a component is scaled by a HorizontalPodAutoscaler or by KEDA: {root, component}. */}}
{{- define "dewberry.autoscaled" -}}
{{- $autoscaling := .root.Values.autoscaling }}
{{- if and $autoscaling.enabled (has .component (list "gateway" "message" "storage")) (index $autoscaling .component | default dict).enabled }}
{{- $scaling := index $autoscaling .component }}
{{- if gt (int $scaling.minReplicas) (int $scaling.maxReplicas) }}
{{- fail (printf "autoscaling.%s.maxReplicas is less than its minReplicas" .component) }}
{{- end -}}
true
{{- end }}
{{- end }}

{{/* The least number of replicas that a component has: {root, component}. */}}
{{- define "dewberry.leastReplicas" -}}
{{- if include "dewberry.autoscaled" . }}
{{- (index .root.Values.autoscaling .component).minReplicas }}
{{- else }}
{{- (include "dewberry.settings" . | fromYaml).replicas }}
{{- end }}
{{- end }}

{{/* The name of the priority class of a component, or nothing: {root, component, settings}. */}}
{{- define "dewberry.priorityClassName" -}}
{{- if .settings.priorityClassName }}
{{- .settings.priorityClassName }}
{{- else if .root.Values.priorityClasses.create }}
{{- include "dewberry.priorityClass" (dict "root" .root "name" (has .component (list "mariadb" "mariadb-replica" "redis") | ternary "stores" "services")) }}
{{- end }}
{{- end }}

{{/* Classes have no namespace, and two of them may have a release of one name: {root, name}. */}}
{{- define "dewberry.priorityClass" -}}
{{- printf "%s-%s-%s" .root.Release.Namespace (include "dewberry.fullname" .root) .name }}
{{- end }}

{{/* Security of a pod, by the restricted Pod Security Standard; the argument is the number of its user and group. */}}
{{- define "dewberry.podSecurity" -}}
runAsNonRoot: true
runAsUser: {{ . }}
runAsGroup: {{ . }}
fsGroup: {{ . }}
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{/* Security of a container, likewise. */}}
{{- define "dewberry.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{/* Where the pods of a component run: {root, component, settings}. */}}
{{- define "dewberry.scheduling" -}}
{{- with include "dewberry.priorityClassName" . }}
priorityClassName: {{ . }}
{{- end }}
{{- with mergeOverwrite (deepCopy .root.Values.nodeSelector) (deepCopy (.settings.nodeSelector | default dict)) }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with concat .root.Values.tolerations (.settings.tolerations | default list) }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .settings.affinity }}
affinity:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.image.pullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
{{- end }}

{{/* "true" where the gateway itself speaks TLS. */}}
{{- define "dewberry.gatewayTls" -}}
{{- if and .Values.loadBalancer.enabled (eq .Values.tls.mode "ingress") }}
{{- fail "loadBalancer.enabled and tls.mode ingress exclude each other: the load balancer ends TLS itself" }}
{{- end }}
{{- if and (eq .Values.tls.mode "gateway") (not .Values.loadBalancer.enabled) }}true{{ end }}
{{- end }}

{{/* "true" where clients speak TLS to the Service: to the gateway, or to the chart's load balancer in its place. */}}
{{- define "dewberry.serviceTls" -}}
{{- if eq .Values.tls.mode "gateway" }}true{{ end }}
{{- end }}

{{/* "true" where somebody before the gateway speaks TLS with a certificate of which nobody else says how long it is still good. */}}
{{- define "dewberry.watchedTls" -}}
{{- if and (ne .Values.tls.mode "off") (not (include "dewberry.gatewayTls" .)) }}true{{ end }}
{{- end }}

{{/* "true" where clients have to trust an authority that was made in the cluster. */}}
{{- define "dewberry.authority" -}}
{{- if and (ne .Values.tls.mode "off") (eq .Values.tls.source "private-ca") }}true{{ end }}
{{- end }}

{{/* Where clients come in: the component whose Service is public. */}}
{{- define "dewberry.entrance" -}}
{{- .Values.loadBalancer.enabled | ternary "loadbalancer" "gateway" }}
{{- end }}

{{/* Name and number of the gateway's public port, in its container. */}}
{{- define "dewberry.gatewayPortName" -}}
{{- empty (include "dewberry.gatewayTls" .) | ternary "http" "https" }}
{{- end }}
{{- define "dewberry.gatewayPort" -}}
{{- empty (include "dewberry.gatewayTls" .) | ternary 8080 8443 }}
{{- end }}

{{/* The Secret that holds the certificate, whoever makes it. */}}
{{- define "dewberry.tlsSecret" -}}
{{- if eq .Values.tls.source "secret" }}
{{- required "tls.secretName is needed where tls.source is secret" .Values.tls.secretName }}
{{- else if eq .Values.tls.source "cert-manager" }}
{{- default (printf "%s-tls-managed" (include "dewberry.fullname" .)) .Values.tls.secretName }}
{{- else }}
{{- printf "%s-tls" (include "dewberry.fullname" .) }}
{{- end }}
{{- end }}

{{- define "dewberry.mariadbHost" -}}
{{- if .Values.mariadb.enabled }}
{{- printf "%s-mariadb" (include "dewberry.fullname" .) }}
{{- else }}
{{- required "mariadb.external.host is needed where mariadb.enabled is false" .Values.mariadb.external.host }}
{{- end }}
{{- end }}

{{- define "dewberry.mariadbPort" -}}
{{- .Values.mariadb.enabled | ternary 3306 .Values.mariadb.external.port }}
{{- end }}

{{/* "true" where the chart runs a read replica of its own MariaDB. */}}
{{- define "dewberry.chartReplica" -}}
{{- if and .Values.mariadb.enabled .Values.mariadb.replica.enabled }}true{{ end }}
{{- end }}

{{/* Host of the read replica, or nothing. */}}
{{- define "dewberry.replicaHost" -}}
{{- if include "dewberry.chartReplica" . }}
{{- printf "%s-mariadb-replica" (include "dewberry.fullname" .) }}
{{- else if not .Values.mariadb.enabled }}
{{- .Values.mariadb.external.readHost }}
{{- end }}
{{- end }}

{{- define "dewberry.replicaPort" -}}
{{- .Values.mariadb.enabled | ternary 3306 .Values.mariadb.external.readPort }}
{{- end }}

{{/* The settings of the replica, as YAML: the profile's of MariaDB, and over them those that the values set. */}}
{{- define "dewberry.replicaSettings" -}}
{{- $settings := deepCopy (include "dewberry.profile" . | fromYaml).mariadb }}
{{- range $key, $value := .Values.mariadb.replica }}
{{- if $value }}
{{- if kindIs "map" $value }}
{{- $_ := set $settings $key (mergeOverwrite (index $settings $key | default dict) (deepCopy $value)) }}
{{- else }}
{{- $_ := set $settings $key $value }}
{{- end }}
{{- end }}
{{- end }}
{{- toYaml $settings }}
{{- end }}
