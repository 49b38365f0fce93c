/// The model list, one for both families of SDKs.
@NullMarked
package dev.deepreasoning.api.models;

import org.jspecify.annotations.NullMarked;
