package dev.deepreasoning.api.chatcompletions;

import static dev.deepreasoning.api.chatcompletions.ChunkAccumulator.parse;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// Recorded streams, read in place, and what they hold: read naively, with trees and all at once.
final class Replay {
    private Replay() {}

    /// The folder of all recordings. Without it the calling test is skipped, in CI it fails.
    static Path folder() {
        Path folder = Path.of(System.getProperty("recordings", "../shared/recordings"));
        if (!Files.isDirectory(folder)) {
            String sentence = "The recordings are not here (-Drecordings=<dir>): " + folder;
            if (Boolean.getBoolean("ci") || System.getenv("CI") != null) {
                fail(sentence);
            }
            Assumptions.abort(sentence);
        }
        return folder;
    }

    /// The streams below a folder, by their path from the folder of all recordings.
    static List<String> streams(String below) {
        Path folder = folder();
        try (Stream<Path> files = Files.walk(folder.resolve(below))) {
            return files.map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .filter(file -> file.endsWith(".sse"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<JsonNode> events(String file) {
        List<JsonNode> events = new ArrayList<>();
        try {
            String text = Files.readString(folder().resolve(file), StandardCharsets.UTF_8);
            for (String line : text.split("\r?\n")) {
                if (line.startsWith("data: {")) {
                    events.add(parse(line.substring("data: ".length())));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return events;
    }

    /// What a reasoner thought.
    ///
    /// @param reasoning up to the first text of its answer
    /// @param outcome as the gateway has to flag it
    record Thought(String file, String reasoning, String outcome) {
        static Thought of(String file) {
            StringBuilder field = new StringBuilder();
            StringBuilder content = new StringBuilder();
            String finish = "";
            boolean failed = false;
            for (JsonNode chunk : events(file)) {
                JsonNode choice = chunk.path("choices").path(0);
                JsonNode delta = choice.path("delta");
                field.append(thought(delta));
                content.append(text(delta.path("content")));
                finish = choice.path("finish_reason").isTextual()
                        ? choice.path("finish_reason").asText()
                        : finish;
                failed |= chunk.has("error") && !chunk.path("error").isNull() || finish.equals("error");
            }
            int close = content.indexOf("</think>");
            boolean inline = field.isEmpty() && close >= 0;
            String reasoning = inline
                    ? content.substring(0, close)
                            .replaceFirst("^\\s*<think>", "")
                            .stripLeading()
                    : field.toString().stripLeading();
            boolean answered = inline || !content.toString().isBlank();
            boolean partial = !answered && (failed || finish.equals("length"));
            return new Thought(file, reasoning, reasoning.isEmpty() ? "empty" : partial ? "partial" : "complete");
        }

        private static String thought(JsonNode delta) {
            for (String member : List.of("reasoning_content", "reasoning")) {
                if (!text(delta.path(member)).isEmpty()) {
                    return delta.path(member).asText();
                }
            }
            StringBuilder details = new StringBuilder();
            for (JsonNode part : delta.path("reasoning_details")) {
                details.append(part.path("type").asText().equals("reasoning.text") ? text(part.path("text")) : "");
            }
            return details.toString();
        }

        private static String text(JsonNode node) {
            return node.isTextual() ? node.asText() : "";
        }

        @Override
        public String toString() {
            return file;
        }
    }

    /// What Claude said.
    ///
    /// @param calls name and arguments of each tool call
    /// @param finish the finish reason in Chat Completions; empty where the stream failed
    record Said(String file, String text, List<Call> calls, String finish) {
        private static final Map<String, String> FINISHES = Map.of(
                "max_tokens", "length", "tool_use", "tool_calls", "refusal", "content_filter", "end_turn", "stop");

        /// A tool call with its arguments as a tree.
        record Call(String name, JsonNode arguments) {}

        static Said of(String file) {
            StringBuilder text = new StringBuilder();
            Map<Integer, String> names = new TreeMap<>();
            Map<Integer, String> arguments = new TreeMap<>();
            String reason = "";
            boolean stopped = false;
            for (JsonNode event : events(file)) {
                if (stopped) {
                    break; // One recording holds the ends of several messages.
                }
                int index = event.path("index").asInt(-1);
                JsonNode delta = event.path("delta");
                JsonNode block = event.path("content_block");
                switch (event.path("type").asText()) {
                    case "content_block_start" -> {
                        text.append(block.path("text").asText(""));
                        if (block.path("type").asText().equals("tool_use")) {
                            names.put(index, block.path("name").asText());
                            arguments.put(
                                    index,
                                    block.path("input").isEmpty()
                                            ? ""
                                            : block.path("input").toString());
                        }
                    }
                    case "content_block_delta" -> {
                        text.append(delta.path("text").asText(""));
                        arguments.computeIfPresent(
                                index,
                                (_, json) -> json + delta.path("partial_json").asText(""));
                    }
                    case "message_delta" -> reason = delta.path("stop_reason").asText(reason);
                    case "message_stop" -> stopped = true;
                    default -> {}
                }
            }
            List<Call> calls = new ArrayList<>();
            names.forEach((index, name) -> {
                String json = arguments.getOrDefault(index, "");
                calls.add(new Call(name, parse(json.isEmpty() ? "{}" : json)));
            });
            return new Said(
                    file, text.toString(), List.copyOf(calls), stopped ? FINISHES.getOrDefault(reason, "stop") : "");
        }

        boolean failed() {
            return finish.isEmpty();
        }

        @Override
        public String toString() {
            return file;
        }
    }
}
