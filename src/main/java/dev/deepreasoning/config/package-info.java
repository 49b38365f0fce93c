/// What refuses a bad deployment at start, with the property's name and what to write; all problems at once. Each
/// package owns its settings and brings its own [StartCheck]; this one gathers them, and knows the environment.
@NullMarked
package dev.deepreasoning.config;

import org.jspecify.annotations.NullMarked;
