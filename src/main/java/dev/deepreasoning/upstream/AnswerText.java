package dev.deepreasoning.upstream;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jboss.resteasy.reactive.RestResponse;

/// The body of a plain call's answer.
public final class AnswerText {
    private AnswerText() {}

    /// The body as text, cut where it is absurdly long, empty where there is none. The framework reads it only for a
    /// success; that of a refusal comes as a stream over bytes that have all arrived.
    public static String of(RestResponse<String> answer, int longest) {
        Object entity = ((RestResponse<?>) answer).getEntity();
        if (!(entity instanceof InputStream stream)) {
            String text = entity == null ? "" : entity.toString();
            return text.length() > longest ? text.substring(0, longest) : text;
        }
        try (stream) {
            return new String(stream.readNBytes(longest), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
