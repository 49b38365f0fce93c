/// What account holders see of their accounts, and do with their keys.
@NullMarked
package dev.deepreasoning.api.account;

import org.jspecify.annotations.NullMarked;
