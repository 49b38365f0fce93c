package dev.deepreasoning.upstream;

import dev.deepreasoning.canonical.GatewayException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One provider's way of saying no before its stream begins.
@FunctionalInterface
public interface ErrorMapping {
    /// Tells what an answer means that is no event stream.
    ///
    /// @param status HTTP status; may be 200, with an error body
    /// @param header response headers by lower-case name
    /// @param body at most 64 KiB of the body, UTF-8, never shown to a caller as it is
    GatewayException toException(int status, Function<String, @Nullable String> header, String body);
}
