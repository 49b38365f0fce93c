/// What is known of models and hosts: Claude models with their limits and rules, reasoner hosts, aliases, the rate
/// card. All of it is data that an operator can change; all of it is checked at start.
@NullMarked
package dev.deepreasoning.catalog;

import org.jspecify.annotations.NullMarked;
