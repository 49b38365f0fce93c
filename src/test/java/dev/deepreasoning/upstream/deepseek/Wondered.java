package dev.deepreasoning.upstream.deepseek;

import dev.deepreasoning.canonical.Effort;
import dev.deepreasoning.canonical.JsonText;
import dev.deepreasoning.canonical.StageOverrides;
import dev.deepreasoning.pipeline.ReasoningRequest;
import dev.deepreasoning.pipeline.ReasoningRequest.Turn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Builds requests to a reasoner for tests: one question, nothing else sent.
final class Wondered {
    private final List<Turn> turns = new ArrayList<>();
    private int maxTokens = 16_384;
    private @Nullable Double temperature;
    private @Nullable Double topP;
    private @Nullable Effort effort;
    private boolean answerWanted;
    private Duration total = Duration.ofSeconds(60);
    private StageOverrides overrides = StageOverrides.NONE;

    static Wondered why() {
        return new Wondered();
    }

    Wondered say(String role, String text) {
        turns.add(new Turn(role, text));
        return this;
    }

    Wondered maxTokens(int tokens) {
        maxTokens = tokens;
        return this;
    }

    Wondered sampling(@Nullable Double wantedTemperature, @Nullable Double wantedTopP) {
        temperature = wantedTemperature;
        topP = wantedTopP;
        return this;
    }

    Wondered effort(Effort wanted) {
        effort = wanted;
        return this;
    }

    Wondered answerToo() {
        answerWanted = true;
        return this;
    }

    Wondered total(Duration limit) {
        total = limit;
        return this;
    }

    Wondered brings(@Nullable String credential, Map<String, String> headers, Map<String, JsonText> body) {
        overrides = new StageOverrides(credential, headers, body);
        return this;
    }

    ReasoningRequest build() {
        return new ReasoningRequest(
                turns.isEmpty() ? List.of(new Turn("user", "Why?")) : turns,
                maxTokens,
                temperature,
                topP,
                effort,
                answerWanted,
                total,
                null,
                overrides);
    }
}
