/// Accounts with prepaid credits, their keys and limits, what every request cost, and the proof of it.
///
/// All state is in PostgreSQL, and whatever must not be done twice or by two at once is one function there
/// (`db/migration`): letting a request in, ending it, changing a balance. Calls block: they are made on virtual threads.
@NullMarked
package dev.deepreasoning.ledger;

import org.jspecify.annotations.NullMarked;
