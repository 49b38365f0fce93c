{{- define "deepreasoning.name" -}}
{{- .Values.nameOverride | default .Chart.Name | trunc 63 | trimSuffix "-" }}
{{- end }}

{{/* Short enough for the longest suffix ("-prometheus-adapter") within 63 characters. */}}
{{- define "deepreasoning.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 44 | trimSuffix "-" }}
{{- else -}}
{{- $name := include "deepreasoning.name" . -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 44 | trimSuffix "-" }}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 44 | trimSuffix "-" }}
{{- end }}
{{- end }}
{{- end }}

{{/* What never changes: labels by which everything of this release is found. */}}
{{- define "deepreasoning.releaseLabels" -}}
app.kubernetes.io/name: {{ include "deepreasoning.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{/* Only the pods that serve: the migration's and the test's are left out. */}}
{{- define "deepreasoning.selectorLabels" -}}
{{ include "deepreasoning.releaseLabels" . }}
app.kubernetes.io/component: gateway
{{- end }}

{{/* Labels of an object: (dict "root" $ "component" "gateway" "more" dict "pod" false). The chart's own win.
     A pod does not name the chart's version, so that a new chart alone replaces no pod. */}}
{{- define "deepreasoning.labels" -}}
{{- $own := include "deepreasoning.releaseLabels" .root | fromYaml -}}
{{- $_ := set $own "app.kubernetes.io/component" (.component | default "gateway") -}}
{{- $_ := set $own "app.kubernetes.io/part-of" "deepreasoning" -}}
{{- $_ := set $own "app.kubernetes.io/version" (.root.Values.image.tag | default .root.Chart.AppVersion | toString | trunc 63) -}}
{{- if not .pod -}}
{{- $_ := set $own "app.kubernetes.io/managed-by" .root.Release.Service -}}
{{- $_ := set $own "helm.sh/chart" (printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" | trunc 63) -}}
{{- end -}}
{{- toYaml (merge $own (.more | default dict) .root.Values.commonLabels) }}
{{- end }}

{{/* The whole `annotations:` of an object, or nothing: (dict "root" $ "more" dict). The object's own win. */}}
{{- define "deepreasoning.annotations" -}}
{{- with merge dict (.more | default dict) .root.Values.commonAnnotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
{{- end }}
{{- end }}

{{- define "deepreasoning.serviceAccountName" -}}
{{- .Values.serviceAccount.name | default (ternary (include "deepreasoning.fullname" .) "default" .Values.serviceAccount.create) }}
{{- end }}

{{- define "deepreasoning.image" -}}
{{- with .Values.image.registry }}{{ . }}/{{ end -}}
{{- .Values.image.repository -}}
{{- if .Values.image.digest }}@{{ .Values.image.digest }}{{ else }}:{{ .Values.image.tag | default .Chart.AppVersion }}{{ end }}
{{- end }}

{{/* Seconds from the start of a pod's end to its kill: proxies let go, streams drain, the rest is ended and settled. */}}
{{- define "deepreasoning.gracePeriod" -}}
{{- $least := add .Values.drain.preStopSeconds .Values.drain.timeoutSeconds .Values.drain.marginSeconds -}}
{{- $given := .Values.terminationGracePeriodSeconds -}}
{{- if kindIs "invalid" $given -}}
{{- $least }}
{{- else if lt (int64 $given) (int64 $least) -}}
{{- fail (printf "terminationGracePeriodSeconds: %d is less than drain.preStopSeconds + drain.timeoutSeconds + drain.marginSeconds = %d: open streams would be killed" (int64 $given) (int64 $least)) }}
{{- else -}}
{{- int64 $given }}
{{- end }}
{{- end }}

{{/* Secret that one of the database's keys is read from. */}}
{{- define "deepreasoning.databaseSecret" -}}
{{- .Values.database.existingSecret | default .Values.secrets.existingSecret }}
{{- end }}

{{- define "deepreasoning.configured" -}}
{{- if .Values.config }}true{{ end }}
{{- end }}

{{- define "deepreasoning.application" -}}
{{- toYaml .Values.config }}
{{- end }}

{{/* One variable from a Secret: (dict "name" "secret" "key"). */}}
{{- define "deepreasoning.secretVariable" -}}
- name: {{ .name }}
  valueFrom:
    secretKeyRef:
      name: {{ .secret }}
      key: {{ .key }}
{{- end }}

{{- define "deepreasoning.databaseEnv" -}}
{{- if .Values.database.enabled }}
- name: QUARKUS_DATASOURCE_JDBC_URL
  value: {{ .Values.database.jdbcUrl | quote }}
{{ include "deepreasoning.secretVariable" (dict "name" "QUARKUS_DATASOURCE_USERNAME" "secret" (include "deepreasoning.databaseSecret" .) "key" .Values.database.usernameKey) }}
{{ include "deepreasoning.secretVariable" (dict "name" "QUARKUS_DATASOURCE_PASSWORD" "secret" (include "deepreasoning.databaseSecret" .) "key" .Values.database.passwordKey) }}
{{- end }}
{{- end }}

{{/* Variables of the gateway's container. */}}
{{- define "deepreasoning.env" -}}
{{- $secret := .Values.secrets.existingSecret -}}
{{- if .Values.demo }}
- name: DEEPREASONING_DEMO
  value: "true"
{{- end }}
- name: DEEPREASONING_AUTH_MODE
  value: {{ ternary "open" .Values.auth.mode (and .Values.demo (not $secret)) }}
- name: DEEPREASONING_DRAIN_TIMEOUT
  value: {{ printf "%ds" (int64 .Values.drain.timeoutSeconds) }}
{{- if include "deepreasoning.configured" . }}
- name: QUARKUS_CONFIG_LOCATIONS
  value: /etc/deepreasoning/application.yaml
{{- end }}
{{- if $secret }}
{{- range list
  (list "DEEPREASONING_SECRET" .Values.secrets.keys.secret)
  (list "DEEPREASONING_AUTH_KEYS" (ternary .Values.secrets.keys.authKeys "" (eq .Values.auth.mode "static")))
  (list "DEEPREASONING_ADMIN_TOKEN" .Values.secrets.keys.adminToken)
  (list "DEEPREASONING_OIDC_CLIENT_SECRET" .Values.secrets.keys.oidcClientSecret)
  (list "DEEPSEEK_API_KEY" (ternary "" .Values.secrets.keys.deepseek .Values.demo))
  (list "ANTHROPIC_API_KEY" (ternary "" .Values.secrets.keys.anthropic .Values.demo))
  (list "LINKUP_API_KEY" (ternary "" .Values.secrets.keys.linkup .Values.demo))
}}
{{- if index . 1 }}
{{ include "deepreasoning.secretVariable" (dict "name" (index . 0) "secret" $secret "key" (index . 1)) }}
{{- end }}
{{- end }}
{{- range $name, $key := .Values.secrets.extraKeys }}
{{ include "deepreasoning.secretVariable" (dict "name" $name "secret" $secret "key" $key) }}
{{- end }}
{{- else }}
{{- /* The demo's replicas must share something, and there is nothing to protect: the reasoning it signs is simulated. */}}
- name: DEEPREASONING_SECRET
  value: {{ printf "demo-%s" (printf "%s/%s" .Release.Namespace .Release.Name | sha256sum | trunc 40) }}
{{- end }}
{{- include "deepreasoning.databaseEnv" . }}
{{- if .Values.database.enabled }}
- name: DEEPREASONING_DATABASE_MIGRATE_AT_START
  value: {{ eq .Values.database.migration.mode "start" | quote }}
{{- end }}
{{- with .Values.proxy.https }}
- name: HTTPS_PROXY
  value: {{ . | quote }}
{{- end }}
{{- with .Values.proxy.noProxy }}
- name: NO_PROXY
  value: {{ . | quote }}
{{- end }}
{{- if include "deepreasoning.customCA" . }}
- name: QUARKUS_TLS_TRUST_STORE_PEM_CERTS
  value: /etc/deepreasoning-ca/ca.crt
{{- end }}
{{- with .Values.tracing.endpoint }}
- name: QUARKUS_OTEL_SDK_DISABLED
  value: "false"
- name: QUARKUS_OTEL_EXPORTER_OTLP_ENDPOINT
  value: {{ . | quote }}
- name: QUARKUS_OTEL_TRACES_SAMPLER_ARG
  value: {{ $.Values.tracing.sampleRatio | quote }}
{{- end }}
{{- with .Values.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* Whether the network policy lets the pods call an address by one of the upstreams' ports, or has rules of its own. */}}
{{- define "deepreasoning.mayCall" -}}
{{- $policy := .root.Values.networkPolicy -}}
{{- $port := regexFind ":[0-9]+$" (urlParse .url).host | trimPrefix ":" | default (ternary "443" "80" (hasPrefix "https:" .url)) -}}
{{- if or (not $policy.enabled) $policy.extraEgress (has $port (splitList " " (join " " $policy.upstreams.ports))) }}true{{ end }}
{{- end }}

{{- define "deepreasoning.customCA" -}}
{{- if or .Values.customCA.configMap .Values.customCA.secret }}true{{ end }}
{{- end }}

{{- define "deepreasoning.mounts" -}}
- name: tmp
  mountPath: /tmp
{{- if and .config (include "deepreasoning.configured" .root) }}
- name: config
  mountPath: /etc/deepreasoning
  readOnly: true
{{- end }}
{{- if include "deepreasoning.customCA" .root }}
- name: custom-ca
  mountPath: /etc/deepreasoning-ca
  readOnly: true
{{- end }}
{{- with .root.Values.extraVolumeMounts }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{- define "deepreasoning.volumes" -}}
- name: tmp
  emptyDir:
    sizeLimit: {{ .root.Values.tmpSizeLimit }}
{{- if and .config (include "deepreasoning.configured" .root) }}
- name: config
  configMap:
    name: {{ include "deepreasoning.fullname" .root }}
{{- end }}
{{- with .root.Values.customCA }}
{{- if .configMap }}
- name: custom-ca
  configMap:
    name: {{ .configMap }}
    items:
      - key: {{ .key }}
        path: ca.crt
{{- else if .secret }}
- name: custom-ca
  secret:
    secretName: {{ .secret }}
    items:
      - key: {{ .key }}
        path: ca.crt
{{- end }}
{{- end }}
{{- with .root.Values.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* What all pods of the chart have in common. */}}
{{- define "deepreasoning.podBasics" -}}
serviceAccountName: {{ .serviceAccount }}
automountServiceAccountToken: false
enableServiceLinks: false
{{- with .root.Values.imagePullSecrets }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . }}
  {{- end }}
{{- end }}
securityContext:
  {{- toYaml .root.Values.podSecurityContext | nindent 2 }}
{{- with .root.Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .root.Values.runtimeClassName }}
runtimeClassName: {{ . }}
{{- end }}
{{- with .root.Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.dnsConfig }}
dnsConfig:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.hostAliases }}
hostAliases:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- define "deepreasoning.migrationContainer" -}}
name: migrate
image: {{ include "deepreasoning.image" . }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
args:
  - migrate
env:
  {{- include "deepreasoning.databaseEnv" . | trim | nindent 2 }}
  {{- with .Values.extraEnv }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- with .Values.extraEnvFrom }}
envFrom:
  {{- toYaml . | nindent 2 }}
{{- end }}
securityContext:
  {{- toYaml .Values.securityContext | nindent 2 }}
resources:
  {{- toYaml .Values.database.migration.resources | nindent 2 }}
volumeMounts:
  {{- include "deepreasoning.mounts" (dict "root" . "config" false) | nindent 2 }}
{{- end }}

{{/* The series of this release's pods, whoever scrapes them. */}}
{{- define "deepreasoning.podMatcher" -}}
namespace="{{ .Release.Namespace }}",pod=~"{{ include "deepreasoning.fullname" . }}-[a-z0-9]+-[a-z0-9]+"
{{- end }}
