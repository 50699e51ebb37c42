{{/* Whose Ingress it is, or nothing. */}}
{{- define "dewberry.ingressController" -}}
{{- if ne .Values.ingress.controller "auto" }}
{{- .Values.ingress.controller }}
{{- else if .Capabilities.APIVersions.Has "traefik.io/v1alpha1/ServersTransport" -}}
traefik
{{- end }}
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
