/// The bodies of rate card and estimates.
@NullMarked
package dev.deepreasoning.api.pricing.wire;

import org.jspecify.annotations.NullMarked;
