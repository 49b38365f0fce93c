/// The page in the browser: its files, the sessions of those who sign in there, and the chats that they keep.
@NullMarked
package dev.deepreasoning.api.console;

import org.jspecify.annotations.NullMarked;
