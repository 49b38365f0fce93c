/// Who calls: gateway keys, the callers behind them, and the secret that seals what leaves the house.
@NullMarked
package dev.deepreasoning.auth;

import org.jspecify.annotations.NullMarked;
