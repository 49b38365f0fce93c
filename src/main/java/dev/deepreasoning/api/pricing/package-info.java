/// The rate card, and what a request would cost by it.
@NullMarked
package dev.deepreasoning.api.pricing;

import org.jspecify.annotations.NullMarked;
