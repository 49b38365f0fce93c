/// What operators see of the gateway: metrics, traces and the request log. Numbers and names only: no prompt, no answer
/// and no key comes here.
@NullMarked
package dev.deepreasoning.telemetry;

import org.jspecify.annotations.NullMarked;
