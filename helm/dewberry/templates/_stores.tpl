{{/* The Services of MariaDB and Redis: one with an address that stays, and the headless one that a StatefulSet has to have. {root, component, portName, port} */}}
{{- define "dewberry.storeServices" -}}
apiVersion: v1
kind: Service
metadata:
  {{- include "dewberry.metadata" . | nindent 2 }}
spec:
  type: ClusterIP
  # There is no other pod to go to. Whoever asks too early is refused and asks again; waiting for the next readiness probe takes longer than the start itself.
  publishNotReadyAddresses: true
  selector:
    {{- include "dewberry.selectorLabels" . | nindent 4 }}
  ports:
    - name: {{ .portName }}
      port: {{ .port }}
      targetPort: {{ .portName }}
---
apiVersion: v1
kind: Service
metadata:
  {{- include "dewberry.metadata" (dict "root" .root "component" .component "suffix" (printf "%s-headless" .component)) | nindent 2 }}
spec:
  type: ClusterIP
  clusterIP: None
  # Names of pods, for whoever looks after them, ready or not.
  publishNotReadyAddresses: true
  selector:
    {{- include "dewberry.selectorLabels" . | nindent 4 }}
  ports:
    - name: {{ .portName }}
      port: {{ .port }}
      targetPort: {{ .portName }}
{{- end }}
