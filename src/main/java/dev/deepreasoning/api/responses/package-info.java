/// OpenAI's Responses: requests decoded, answers encoded.
@NullMarked
package dev.deepreasoning.api.responses;

import org.jspecify.annotations.NullMarked;
