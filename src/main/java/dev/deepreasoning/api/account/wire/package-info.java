/// The bodies of the account API.
@NullMarked
package dev.deepreasoning.api.account.wire;

import org.jspecify.annotations.NullMarked;
