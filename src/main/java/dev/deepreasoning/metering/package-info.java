/// What surrounds a run: whether it may begin, and what it leaves behind.
@NullMarked
package dev.deepreasoning.metering;

import org.jspecify.annotations.NullMarked;
