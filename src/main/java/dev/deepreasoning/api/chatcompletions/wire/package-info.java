/// Chat Completions as the OpenAPI document shows it. Requests are decoded and answers written by hand; a test holds
/// these records to what really goes over the wire.
@NullMarked
package dev.deepreasoning.api.chatcompletions.wire;

import org.jspecify.annotations.NullMarked;
