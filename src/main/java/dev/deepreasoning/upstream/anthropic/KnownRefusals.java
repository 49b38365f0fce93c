package dev.deepreasoning.upstream.anthropic;

import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Anthropic's messages about the form of a request that may be shown to its caller: they name members, ids and counts
/// of the caller's own request. Any other message stays inside.
final class KnownRefusals {
    private static final int LONGEST = 600;
    private static final String MEMBERS =
            "messages|tools|tool_choice|system|stop_sequences|output_config|metadata|temperature|top_p|top_k|max_tokens";
    private static final Pattern MEMBER = Pattern.compile("`?(" + MEMBERS + ")\\b[`\\w.\\[\\]-]*:? .*");
    private static final List<Pattern> SENTENCES = List.of(
            Pattern.compile("A maximum of \\d+ blocks with cache_control may be provided\\. Found \\d+\\.?"),
            Pattern.compile("Schemas contains too many parameters with union types .*"),
            Pattern.compile("`tool_use` ids were found without `tool_result` blocks immediately after: .*"),
            Pattern.compile("`?(unexpected )?`?tool_(use|result)`?.*"),
            Pattern.compile("Could not process (image|PDF|document).*"),
            Pattern.compile("(image|document|PDF|file) .*(exceeds|too large|maximum|not supported).*"),
            Pattern.compile("This model does not support .*"));
    private static final Pattern SECRET =
            Pattern.compile("sk-|api[ _-]?key|x-api-key|org(anization)?\\b", Pattern.CASE_INSENSITIVE);

    private KnownRefusals() {}

    /// A 400 with the vendor's own words where they are of a known form, else with general ones.
    static GatewayException tell(String message) {
        String line = message.strip();
        boolean safe = line.length() <= LONGEST
                && line.indexOf('\n') < 0
                && !SECRET.matcher(line).find();
        if (safe) {
            Matcher member = MEMBER.matcher(line);
            if (member.matches()) {
                return refusal(line).withParam(member.group(1));
            }
            for (Pattern sentence : SENTENCES) {
                if (sentence.matcher(line).matches()) {
                    return refusal(line);
                }
            }
        }
        return refusal("The answering model refused the request as invalid.");
    }

    private static GatewayException refusal(String message) {
        return GatewayException.of(ErrorKind.INVALID_REQUEST, "invalid_value", message);
    }
}
