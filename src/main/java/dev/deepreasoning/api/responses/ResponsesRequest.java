package dev.deepreasoning.api.responses;

import dev.deepreasoning.canonical.Adjustment;
import dev.deepreasoning.canonical.CanonicalRequest;
import java.util.List;
import java.util.Set;

/// A decoded request, with what only this dialect's answer depends on.
///
/// @param echo the members of the answer that repeat the request, JSON without braces
/// @param encryptedReasoning reasoning items carry the reasoning in a form that only this gateway reads
/// @param searchShown a search that the gateway makes is told as an item: the caller declared the tool
/// @param searchSources that item lists the pages found
/// @param customTools names of tools whose calls go back as `custom_tool_call`
/// @param adjusted tools that no model here can use, left out
/// @param truncated a conversation that is too long for the model may lose its oldest turns
/// @param kept items of the answer may be named in a later request
record ResponsesRequest(
        CanonicalRequest canonical,
        String echo,
        boolean encryptedReasoning,
        boolean searchShown,
        boolean searchSources,
        Set<String> customTools,
        List<Adjustment> adjusted,
        boolean truncated,
        boolean kept) {
    ResponsesRequest {
        customTools = Set.copyOf(customTools);
        adjusted = List.copyOf(adjusted);
    }
}
