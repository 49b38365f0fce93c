{{/* The alerts, as a list: what is wrong, for how long, and what to do. */}}
{{- define "deepreasoning.alerts" -}}
{{- $pods := include "deepreasoning.podMatcher" . -}}
{{- $is := .Values.metrics.prometheusRule -}}
- alert: DeepReasoningDown
  expr: absent(up{ {{- $pods -}} } == 1)
  for: 2m
  labels:
    severity: critical
  annotations:
    summary: No gateway pod answers its scrape
    runbook: >-
      Look at the Deployment's pods and their last log lines: a start that is refused names the setting that is wrong.
      Pods that run but are not scraped point to the ServiceMonitor's labels or to networkPolicy.ingressFrom.
- alert: DeepReasoningErrorRatio
  expr: |-
    sum by (namespace) (rate(deepreasoning_requests_total{ {{- $pods -}} ,outcome=~"internal|upstream_error|upstream_timeout|model_unavailable|overloaded"}[5m]))
    / sum by (namespace) (rate(deepreasoning_requests_total{ {{- $pods -}} }[5m]))
    > {{ $is.errorRatio }}
  for: 5m
  labels:
    severity: critical
  annotations:
    summary: {{ `"{{ $value | humanizePercentage }} of calls fail for no fault of the caller"` }}
    runbook: >-
      See the dashboard's row "Outcomes". upstream_error and upstream_timeout: see which host fails under "Upstreams", and
      the vendor's status page; another host in config.deepreasoning.reasoners takes over by itself. model_unavailable: a
      key without credit or rights; run `check` in a pod. overloaded: more pods, or fewer streams per pod.
- alert: DeepReasoningReasoningSlow
  expr: |-
    histogram_quantile(0.95, sum by (le) (rate(gen_ai_server_time_to_first_token_seconds_bucket{ {{- $pods -}} ,deepreasoning_stage="reasoning"}[10m])))
    > {{ $is.reasoningFirstTokenSeconds }}
  for: 10m
  labels:
    severity: warning
  annotations:
    summary: {{ `"R1 takes {{ $value | humanizeDuration }} to its first token (95th percentile)"` }}
    runbook: >-
      Compare the hosts under "Upstreams". Give a faster host a lower `priority`, or a shorter `first-token-timeout`, so
      that the next one is tried earlier.
- alert: DeepReasoningAnswerSlow
  expr: |-
    histogram_quantile(0.95, sum by (le) (rate(gen_ai_server_time_to_first_token_seconds_bucket{ {{- $pods -}} ,deepreasoning_stage="answer"}[10m])))
    > {{ $is.answerFirstTokenSeconds }}
  for: 10m
  labels:
    severity: warning
  annotations:
    summary: {{ `"Claude takes {{ $value | humanizeDuration }} to its first token (95th percentile)"` }}
    runbook: >-
      See Anthropic's status page and the row "Upstreams" for retries. Long prompts cost time: prompt caching on the
      caller's side helps.
- alert: DeepReasoningReasoningLost
  expr: |-
    sum by (namespace) (rate(deepreasoning_reasoning_outcomes_total{ {{- $pods -}} ,outcome=~"skipped|partial|empty"}[15m]))
    / sum by (namespace) (rate(deepreasoning_reasoning_outcomes_total{ {{- $pods -}} ,outcome!="off"}[15m]))
    > {{ $is.reasoningLossRatio }}
  for: 15m
  labels:
    severity: warning
  annotations:
    summary: {{ `"{{ $value | humanizePercentage }} of answers are written without R1's whole reasoning"` }}
    runbook: >-
      Callers still get answers, but not what they came for. skipped: no host could be reached, see "Upstreams". partial:
      hosts cut streams or are too slow for `reasoning.stream-timeout`. empty: the host's form is not understood, set
      `reasoning-format`.
- alert: DeepReasoningBreakerOpen
  expr: |-
    max by (namespace, stage, host) (deepreasoning_upstream_breaker_state{ {{- $pods -}} }) == 2
  for: 2m
  labels:
    severity: warning
  annotations:
    summary: {{ `"{{ $labels.host }} ({{ $labels.stage }}) is not called any more: its breaker is open"` }}
    runbook: >-
      The host failed time after time; calls go to the next one, or fail. Run `check` in a pod: it tells an invalid key
      from a host that is down. The breaker closes by itself when a trial call succeeds.
- alert: DeepReasoningModelRetires
  expr: |-
    max by (namespace, model) (deepreasoning_model_retirement_timestamp_seconds{ {{- $pods -}} }) - time() < {{ $is.retirementDays }} * 86400
    and on (namespace, model) label_replace(
      sum by (namespace, gen_ai_request_model) (increase(gen_ai_client_operation_duration_seconds_count{ {{- $pods -}} }[1d])) > 0,
      "model", "$1", "gen_ai_request_model", "(.+)")
  for: 1h
  labels:
    severity: warning
  annotations:
    summary: {{ `"{{ $labels.model }} is in use and retires in {{ $value | humanizeDuration }}"` }}
    runbook: >-
      Move `deepreasoning.catalog.default-model` and aliases to the replacement that `GET /v1/models` names, and tell
      callers who name the model themselves. After the date the catalogue's replacement serves default calls; calls that
      name the model fail.
- alert: DeepReasoningGatewaySlow
  expr: |-
    histogram_quantile(0.99, sum by (le) (rate(deepreasoning_gateway_overhead_seconds_bucket{ {{- $pods -}} }[10m])))
    > {{ $is.overheadSeconds }}
  for: 10m
  labels:
    severity: warning
  annotations:
    summary: {{ `"The gateway itself adds {{ $value | humanizeDuration }} (99th percentile)"` }}
    runbook: >-
      Pods are short of CPU: compare CPU and open streams per pod on the dashboard, lower autoscaling.streamsOpen or give
      more CPU. With a database, look at its latency: admission is one round trip.
- alert: DeepReasoningSettlementLags
  expr: |-
    max by (namespace) (deepreasoning_settlement_lag_seconds{ {{- $pods -}} }) > {{ $is.settlementLagSeconds }}
  for: 5m
  labels:
    severity: critical
  annotations:
    summary: {{ `"The oldest reservation should have been settled {{ $value | humanizeDuration }} ago"` }}
    runbook: >-
      Money is reserved and not settled, so accounts may be refused though they have credit. Look at the database
      (connections, locks) and at the log for settlement errors. What a crashed pod left behind is reaped by the others.
{{- end }}
