/// Server-sent events as the WHATWG specification says, over bytes, without copies.
@NullMarked
package dev.deepreasoning.sse;

import org.jspecify.annotations.NullMarked;
