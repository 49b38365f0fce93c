/// What every provider's client needs: streamed calls with back pressure, time limits and cancellation.
@NullMarked
package dev.deepreasoning.upstream;

import org.jspecify.annotations.NullMarked;
