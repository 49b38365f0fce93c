package dev.deepreasoning.auth;

import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/// How much is let in from each address a minute: a token bucket for each of the addresses heard of last, the oldest
/// forgotten first.
final class AddressBuckets {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int MOST_ADDRESSES = 20_000;

    /// Half of an address: whoever has one of version 6 has as many as there are behind it.
    private static final int NETWORK_BYTES = 8;

    private final int perMinute;

    private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > MOST_ADDRESSES;
        }
    };

    AddressBuckets(int perMinute) {
        this.perMinute = perMinute;
    }

    /// Takes from the bucket of an address, of its network where it is of IP version 6.
    ///
    /// @param told to whom nothing is left
    /// @return the bucket
    /// @throws GatewayException 429 `rate_limit_exceeded`
    Bucket take(String address, String told) {
        String network = network(address);
        Bucket bucket;
        synchronized (buckets) {
            bucket = buckets.computeIfAbsent(network, _ -> bucket());
        }
        ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
        if (!probe.isConsumed()) {
            throw GatewayException.of(ErrorKind.RATE_LIMITED, "rate_limit_exceeded", told)
                    .withRetryAfter(Duration.ofNanos(probe.getNanosToWaitForRefill()));
        }
        return bucket;
    }

    private static String network(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        try {
            return InetAddress.ofLiteral(address) instanceof Inet6Address six
                    ? HexFormat.of().formatHex(Arrays.copyOf(six.getAddress(), NETWORK_BYTES))
                    : address;
        } catch (IllegalArgumentException noAddress) {
            return address;
        }
    }

    private Bucket bucket() {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(perMinute).refillGreedy(perMinute, MINUTE))
                .build();
    }
}
