/// Search, reason, answer: the one flow, and the ports through which it reaches the outside.
@NullMarked
package dev.deepreasoning.pipeline;

import org.jspecify.annotations.NullMarked;
