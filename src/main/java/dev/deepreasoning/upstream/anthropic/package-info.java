/// Claude over the Anthropic Messages API.
///
/// `AnthropicSynthesisModel` is the port: it encodes a request (`ClaudeRequestEncoder`), opens a stream with retries,
/// a breaker and failover, and reads it (`ClaudeStreamDecoder`). `ClaudeErrors` says what a refusal
/// means.
///
/// Streams go over [dev.deepreasoning.upstream.EventStreamClient] and not over a MicroProfile REST client, because that
/// one's `Multi` knows no back pressure (160 MB were taken for a reader of 20 kB/s), loses a stream that begins with a
/// comment, and costs about a third more CPU per event (31 against 43 µs). Plain calls, which have none of these
/// troubles, go over the package-private `AnthropicApi`.
@NullMarked
package dev.deepreasoning.upstream.anthropic;

import org.jspecify.annotations.NullMarked;
