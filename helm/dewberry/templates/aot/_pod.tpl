{{/* One service after the other, since making a cache takes more memory than the service itself and a board has no more for two of them. It needs no Secret
and nobody to talk to. */}}
{{- define "dewberry.aotPod" -}}
{{- $services := list "gateway" "message" "storage" "auth" "presence" -}}
metadata:
  labels:
    {{- include "dewberry.podLabels" (dict "root" . "component" "aot") | nindent 4 }}
spec:
  restartPolicy: OnFailure
  serviceAccountName: {{ include "dewberry.fullname" . }}-aot
  automountServiceAccountToken: false
  enableServiceLinks: false
  securityContext:
    {{- include "dewberry.podSecurity" 65532 | nindent 4 }}
  {{- with include "dewberry.scheduling" (dict "root" . "component" "aot" "settings" dict) }}
  {{- . | trim | nindent 2 }}
  {{- end }}
  initContainers:
    {{- range initial $services }}
    {{- include "dewberry.aotContainer" (dict "root" $ "component" .) | nindent 4 }}
    {{- end }}
  containers:
    {{- include "dewberry.aotContainer" (dict "root" . "component" (last $services)) | nindent 4 }}
  volumes:
    - name: tmp
      emptyDir:
        sizeLimit: 128Mi
    - name: cache
      persistentVolumeClaim:
        claimName: {{ include "dewberry.fullname" . }}-aot
{{- end }}

{{/* The JVM takes a cache only with the options it was made with: {root, component}. */}}
{{- define "dewberry.aotContainer" -}}
{{- $with := dict "root" .root "component" .component "settings" (include "dewberry.settings" . | fromYaml) -}}
- name: {{ .component }}
  image: {{ include "dewberry.image" (dict "root" .root "name" .component) }}
  imagePullPolicy: {{ .root.Values.image.pullPolicy }}
  command: [/opt/java/bin/java, "@/opt/dewberry/tool.options", aot]
  env:
    {{- range include "dewberry.environment" $with | fromYamlArray }}
    {{- if has .name (list "JDK_JAVA_OPTIONS" "JAVA_TOOL_OPTIONS" "AOT" "AOT_TIMEOUT") }}
    - {{ . | toYaml | nindent 6 | trim }}
    {{- end }}
    {{- end }}
  # A JVM that writes down what it has learned holds all of it twice. The processor is the services' while they start.
  resources:
    requests: {cpu: 10m, memory: 64Mi}
    limits: {memory: {{ .root.Values.aot.memory | default (include "dewberry.profile" .root | fromYaml).aotMemory }}}
  securityContext:
    {{- include "dewberry.containerSecurity" .root | nindent 4 }}
  volumeMounts:
    - name: tmp
      mountPath: /tmp
    - name: cache
      mountPath: /var/cache/dewberry
      subPath: {{ .component }}
{{- end }}
