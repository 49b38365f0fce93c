{{/* Mistakes that a schema can't see. Each message begins with the value's name. */}}
{{- define "deepreasoning.checks" -}}
{{- $v := .Values -}}
{{- if not $v.demo }}
{{- if not $v.secrets.existingSecret }}
{{- fail "secrets.existingSecret: name a Secret with DEEPREASONING_SECRET, the callers' keys and the upstreams' keys, or set demo=true to try the gateway with simulated upstreams" }}
{{- end }}
{{- if not $v.secrets.keys.secret }}
{{- fail "secrets.keys.secret: must name the key of the Secret with 32 random bytes; all replicas have to share it" }}
{{- end }}
{{- if and (eq $v.auth.mode "static") (not $v.secrets.keys.authKeys) }}
{{- fail "secrets.keys.authKeys: must name the key of the Secret with the gateway keys, because auth.mode is static" }}
{{- end }}
{{- if eq $v.auth.mode "open" }}
{{- fail "auth.mode: open is for demo=true only" }}
{{- end }}
{{- $own := $v.config.deepreasoning | default dict }}
{{- if not (or $v.secrets.keys.deepseek $v.secrets.extraKeys $own.reasoners) }}
{{- fail "secrets.keys.deepseek: name the key of the Secret, or list hosts in config.deepreasoning.reasoners" }}
{{- end }}
{{- if not (or $v.secrets.keys.anthropic $v.secrets.extraKeys $own.anthropic) }}
{{- fail "secrets.keys.anthropic: name the key of the Secret, or list endpoints in config.deepreasoning.anthropic" }}
{{- end }}
{{- else if and $v.secrets.existingSecret (not $v.secrets.keys.secret) }}
{{- fail "secrets.keys.secret: must name the key of the Secret with 32 random bytes; all replicas have to share it" }}
{{- else if and $v.secrets.extraKeys (not $v.secrets.existingSecret) }}
{{- fail "secrets.existingSecret: must name the Secret of secrets.extraKeys" }}
{{- end }}
{{- if eq $v.auth.mode "accounts" }}
{{- if not $v.database.enabled }}
{{- fail "database.enabled: auth.mode accounts needs a database" }}
{{- end }}
{{- end }}
{{- if $v.database.enabled }}
{{- if not (hasPrefix "jdbc:postgresql://" $v.database.jdbcUrl) }}
{{- fail "database.jdbcUrl: must be jdbc:postgresql://host:port/name" }}
{{- end }}
{{- if regexMatch "[?&](user|password)=" $v.database.jdbcUrl }}
{{- fail "database.jdbcUrl: must not hold user or password; they are keys of database.existingSecret" }}
{{- end }}
{{- if not (include "deepreasoning.databaseSecret" .) }}
{{- fail "database.existingSecret: name the Secret with the database's user and password" }}
{{- end }}
{{- end }}
{{- if and $v.autoscaling.enabled $v.keda.enabled }}
{{- fail "keda.enabled: KEDA and autoscaling.enabled are alternatives; switch one off" }}
{{- end }}
{{- if or $v.autoscaling.enabled $v.keda.enabled }}
{{- if gt (int $v.autoscaling.minReplicas) (int $v.autoscaling.maxReplicas) }}
{{- fail "autoscaling.minReplicas: is more than autoscaling.maxReplicas" }}
{{- end }}
{{- if not (or $v.autoscaling.requestsPerSecond $v.autoscaling.streamsOpen (and $v.autoscaling.enabled $v.autoscaling.cpuUtilization)) }}
{{- fail "autoscaling.requestsPerSecond: at least one metric must count (requestsPerSecond, streamsOpen, cpuUtilization)" }}
{{- end }}
{{- end }}
{{- if and $v.keda.enabled (not $v.keda.serverAddress) }}
{{- fail "keda.serverAddress: KEDA needs the address of Prometheus" }}
{{- end }}
{{- if and $v.podDisruptionBudget.enabled (not (kindIs "invalid" $v.podDisruptionBudget.minAvailable)) (not (kindIs "invalid" $v.podDisruptionBudget.maxUnavailable)) }}
{{- fail "podDisruptionBudget.minAvailable: set maxUnavailable to null beside it" }}
{{- end }}
{{- if and $v.podDisruptionBudget.enabled (kindIs "invalid" $v.podDisruptionBudget.minAvailable) (kindIs "invalid" $v.podDisruptionBudget.maxUnavailable) }}
{{- fail "podDisruptionBudget.maxUnavailable: one of maxUnavailable and minAvailable is needed" }}
{{- end }}
{{- if and $v.customCA.configMap $v.customCA.secret }}
{{- fail "customCA.secret: name a ConfigMap or a Secret, not both" }}
{{- end }}
{{- if $v.ingress.enabled }}
{{- if not $v.ingress.hosts }}
{{- fail "ingress.hosts: an Ingress without host names would serve every name" }}
{{- end }}
{{- end }}
{{- if and $v.httpRoute.enabled (not $v.httpRoute.parentRefs) }}
{{- fail "httpRoute.parentRefs: name the Gateway that the HTTPRoute belongs to" }}
{{- end }}
{{- range $i, $open := $v.exposure.paths }}
{{- if ne $open.path "/q/openapi" }}
{{- if or (hasPrefix "/q/" $open.path) (eq $open.path "/q") (and (eq $open.path "/") (eq $open.type "Prefix")) }}
{{- fail (printf "exposure.paths[%d]: %s %s would open health and metrics to the outside" $i $open.type $open.path) }}
{{- end }}
{{- else if ne $open.type "Exact" }}
{{- fail (printf "exposure.paths[%d]: /q/openapi must be Exact" $i) }}
{{- end }}
{{- end }}
{{- range $v.extraEnv }}
{{- if has .name (list "DEEPREASONING_SECRET" "DEEPREASONING_DEMO" "DEEPREASONING_AUTH_MODE" "DEEPREASONING_DRAIN_TIMEOUT" "QUARKUS_CONFIG_LOCATIONS") }}
{{- fail (printf "extraEnv: %s belongs to a value of its own" .name) }}
{{- end }}
{{- end }}
{{- include "deepreasoning.refuseSecrets" (dict "tree" $v.config "path" "config") }}
{{- end }}

{{/* Walks through `config` and refuses what should be in a Secret. `${VARIABLE}` is no secret, nor is an empty text. */}}
{{- define "deepreasoning.refuseSecrets" -}}
{{- $path := .path -}}
{{- if kindIs "map" .tree }}
{{- range $key, $value := .tree }}
{{- include "deepreasoning.refuseSecrets" (dict "tree" $value "path" (printf "%s.%s" $path $key)) }}
{{- end }}
{{- else if kindIs "slice" .tree }}
{{- range $value := .tree }}
{{- include "deepreasoning.refuseSecrets" (dict "tree" $value "path" $path) }}
{{- end }}
{{- else if not (kindIs "invalid" .tree) }}
{{- $text := toString .tree }}
{{- $secret := regexMatch "(?i)(^|[._-])(api-?key|password|secret|access-?token|admin[._]token|auth[._]keys|authorization|private-?key|credentials?)$" $path }}
{{- $url := regexMatch "://[^/@:${]*:[^/@${]+@" $text }}
{{- if and $text (or $secret $url) (not (regexMatch "^(Bearer )?\\$\\{[^:}]+\\}$" $text)) }}
{{- fail (printf "%s: is a secret; keep it in the Secret and write ${VARIABLE} here (secrets.extraKeys brings the variable)" $path) }}
{{- end }}
{{- end }}
{{- end }}
