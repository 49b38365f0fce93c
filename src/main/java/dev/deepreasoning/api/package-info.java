/// What every dialect shares: how an answer is written while it happens, how a failure is told, how a body is read.
@NullMarked
package dev.deepreasoning.api;

import org.jspecify.annotations.NullMarked;
