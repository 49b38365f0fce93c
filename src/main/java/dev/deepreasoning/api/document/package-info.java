/// The OpenAPI document, as the build made it from the resources' annotations: JSON at `/q/openapi.json`, YAML at
/// `/q/openapi.yaml`, either at `/q/openapi`.
@NullMarked
package dev.deepreasoning.api.document;

import org.jspecify.annotations.NullMarked;
