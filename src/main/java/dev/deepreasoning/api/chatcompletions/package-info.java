/// OpenAI's Chat Completions: requests decoded, answers encoded.
@NullMarked
package dev.deepreasoning.api.chatcompletions;

import org.jspecify.annotations.NullMarked;
