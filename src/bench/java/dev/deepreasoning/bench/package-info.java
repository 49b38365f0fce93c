/// What a relayed token costs: many streams over loopback, straight from the simulated upstreams, through nginx, and
/// through the gateway, in one run, because timings of two runs on a shared machine can't be compared.
@NullMarked
package dev.deepreasoning.bench;

import org.jspecify.annotations.NullMarked;
