/// What several parts of the API answer alike, as the OpenAPI document shows it.
@NullMarked
package dev.deepreasoning.api.wire;

import org.jspecify.annotations.NullMarked;
