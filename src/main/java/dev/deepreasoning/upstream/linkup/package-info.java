/// Web search over Linkup.
///
/// `LinkupWebSearch` is the port: one call with a time limit per depth, one retry where it helps, and a rest where the
/// account is out of credit. `LinkupErrors` says what a refusal means, `LinkupResults` reads what was found. The gateway
/// fetches no address that it finds there.
@NullMarked
package dev.deepreasoning.upstream.linkup;

import org.jspecify.annotations.NullMarked;
