/// The page's own calls as they are on the wire.
@NullMarked
package dev.deepreasoning.api.console.wire;

import org.jspecify.annotations.NullMarked;
