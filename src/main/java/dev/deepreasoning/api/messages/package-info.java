/// Anthropic's Messages: requests decoded, answers encoded.
@NullMarked
package dev.deepreasoning.api.messages;

import org.jspecify.annotations.NullMarked;
