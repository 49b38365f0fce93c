/// The command `check`: does every upstream answer, with what model, until when, at what price, how fast.
@NullMarked
package dev.deepreasoning.check;

import org.jspecify.annotations.NullMarked;
