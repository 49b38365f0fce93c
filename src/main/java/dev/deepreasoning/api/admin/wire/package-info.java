/// The bodies of the admin API.
@NullMarked
package dev.deepreasoning.api.admin.wire;

import org.jspecify.annotations.NullMarked;
