/// The API of the open-source DeepReasoning, so that its users can move without a change.
@NullMarked
package dev.deepreasoning.api.winfunc;

import org.jspecify.annotations.NullMarked;
