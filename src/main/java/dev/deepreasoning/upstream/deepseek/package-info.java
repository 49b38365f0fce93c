/// Reasoners: every host that speaks OpenAI's chat form with a chain of thought in it.
///
/// Streams come through [dev.deepreasoning.upstream.EventStreamClient], not through the MicroProfile REST client: that
/// client's `Multi` of events has no back pressure (160 MB were taken for a reader of 20 kB/s), drops an unterminated
/// last block, cannot see the content type, and costs about a third more CPU per event. Plain calls, which are the
/// operator's check alone, go over the package-private `DeepSeekApi`.
@NullMarked
package dev.deepreasoning.upstream.deepseek;

import org.jspecify.annotations.NullMarked;
