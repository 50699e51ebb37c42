{{/* "true" where the private authority's certificate has the name and the address of the node, too. */}}
{{- define "dewberry.nodeNames" -}}
{{- $nodeNames := .Values.tls.nodeNames }}
{{- if kindIs "invalid" $nodeNames }}
{{- $nodeNames = (include "dewberry.profile" . | fromYaml).nodeNames }}
{{- end }}
{{- if $nodeNames }}true{{ end }}
{{- end }}

{{/* The pod of the setup Job and of the CronJob: makes what is missing, and renews the certificate. */}}
{{- define "dewberry.setupPod" -}}
{{- $fullname := include "dewberry.fullname" . -}}
metadata:
  labels:
    {{- include "dewberry.podLabels" (dict "root" . "component" "setup") | nindent 4 }}
spec:
  restartPolicy: OnFailure
  serviceAccountName: {{ $fullname }}-setup
  # The one pod that talks to Kubernetes' API.
  automountServiceAccountToken: true
  enableServiceLinks: false
  securityContext:
    {{- include "dewberry.podSecurity" 65532 | nindent 4 }}
  {{- with include "dewberry.scheduling" (dict "root" . "component" "setup" "settings" .Values.setup) }}
  {{- . | trim | nindent 2 }}
  {{- end }}
  containers:
    - name: setup
      image: {{ include "dewberry.image" (dict "root" . "name" "setup") }}
      imagePullPolicy: {{ .Values.image.pullPolicy }}
      args: [secrets]
      env:
        - name: NAMESPACE
          valueFrom:
            fieldRef: {fieldPath: metadata.namespace}
        - name: RELEASE
          value: {{ $fullname | toYaml }}
        - name: ADMIN_USERNAME
          value: {{ .Values.setup.adminUsername | quote }}
        {{- $hosts := list (printf "%s-gateway.$(NAMESPACE).svc" $fullname) (printf "%s-gateway.$(NAMESPACE).svc.%s" $fullname .Values.clusterDomain) }}
        {{- if .Values.loadBalancer.enabled }}
        {{- $hosts = concat $hosts (list (printf "%s-loadbalancer" $fullname) (printf "%s-loadbalancer.$(NAMESPACE)" $fullname)) }}
        {{- end }}
        {{- if include "dewberry.nodeNames" . }}
        {{- $hosts = concat $hosts (list "$(NODE_NAME)" "$(NODE_NAME).local" "$(NODE_ADDRESS)") }}
        - name: NODE_NAME
          valueFrom:
            fieldRef: {fieldPath: spec.nodeName}
        - name: NODE_ADDRESS
          valueFrom:
            fieldRef: {fieldPath: status.hostIP}
        {{- end }}
        - name: TLS_HOSTS
          value: {{ concat $hosts .Values.tls.hosts .Values.ingress.hosts | uniq | join "," | quote }}
        {{- if include "dewberry.replicaHost" . }}
        - name: MARIADB_REPLICA
          value: "true"
        {{- end }}
      resources:
        {{- toYaml .Values.setup.resources | nindent 8 }}
      securityContext:
        {{- include "dewberry.containerSecurity" . | nindent 8 }}
      volumeMounts:
        - name: tmp
          mountPath: /tmp
  volumes:
    - name: tmp
      emptyDir:
        sizeLimit: 64Mi
{{- end }}
