/// DeepReasoning: one request in the caller's dialect, reasoned about by DeepSeek R1, answered by Claude from that
/// reasoning, given back in the caller's dialect.
///
/// ```
///             api/<dialect>              canonical                 pipeline                     upstream
/// HTTP -->  Resource
///          | wire record
///          v
///          RequestDecoder ---> CanonicalRequest ---> CompletionPipeline
///                                                      |- SearchStage ----> WebSearch       (upstream/linkup)
///                                                      |- ReasoningStage -> ReasoningModel  (upstream/deepseek)
///                                                      `- SynthesisStage -> SynthesisModel  (upstream/anthropic)
///                                                      |     Transcript: what earlier stages said
///                                             Multi<StreamEvent> ---> metering ---> ledger
///          EventEncoder <--- streaming ----------------|
///          | SSE frames                                `- whole -> EventAccumulator -> Completion
///          v                                                                              |
/// HTTP <-- EventStreamWriter   or one JSON body   or the dialect's error body <--- ResponseEncoder
/// ```
///
/// Hub and spoke: three dialects in, two models and a search out, one canonical request and one canonical event stream in
/// the middle. There is no translator from a dialect to a provider, no dialect knows another, and no provider another;
/// `ArchitectureTest` holds these borders and says why.
///
/// Read next: `canonical.StreamEvent`, `pipeline.CompletionPipeline`, one dialect under `api`, one provider under
/// `upstream`.
@NullMarked
package dev.deepreasoning;

import org.jspecify.annotations.NullMarked;
