/// The model list as it stands on the wire.
@NullMarked
package dev.deepreasoning.api.models.wire;

import org.jspecify.annotations.NullMarked;
