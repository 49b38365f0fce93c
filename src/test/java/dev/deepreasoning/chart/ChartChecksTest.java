package dev.deepreasoning.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Mistakes that the chart refuses by the value's name, and settings that it warns of.
final class ChartChecksTest {
    /// What is wrong | the message's beginning. The first ones have no values beside them, the others the least.
    private static final String ALONE = """
            {} | secrets.existingSecret: name a Secret
            {secrets: {existingSecret: keys, keys: {secret: ''}}} | secrets.keys.secret: must name
            {demo: true, secrets: {existingSecret: keys, keys: {secret: ''}}} | secrets.keys.secret: must name
            {demo: true, secrets: {extraKeys: {MORE: more}}} | secrets.existingSecret: must name the Secret of secrets.extraKeys
            {demo: true, database: {enabled: true, jdbcUrl: 'jdbc:postgresql://db/name'}} | database.existingSecret: name the Secret
            """;

    private static final String BESIDE = """
            {secrets: {keys: {authKeys: ''}}} | secrets.keys.authKeys: must name
            {auth: {mode: open}} | auth.mode: open is for demo=true only
            {auth: {mode: accounts}} | database.enabled: auth.mode accounts needs a database
            {secrets: {keys: {deepseek: ''}}} | secrets.keys.deepseek: name the key
            {secrets: {keys: {anthropic: ''}}} | secrets.keys.anthropic: name the key
            {database: {enabled: true}} | database.jdbcUrl: must be jdbc:postgresql://
            {database: {enabled: true, jdbcUrl: 'jdbc:postgresql://db/name?user=me'}} | database.jdbcUrl: must not hold user
            {autoscaling: {enabled: true}, keda: {enabled: true, serverAddress: 'http://p:9090'}} | keda.enabled: KEDA and autoscaling.enabled are alternatives
            {autoscaling: {enabled: true, minReplicas: 9, maxReplicas: 3}} | autoscaling.minReplicas: is more than
            {autoscaling: {enabled: true, requestsPerSecond: 0, streamsOpen: 0}} | autoscaling.requestsPerSecond: at least one metric
            {keda: {enabled: true}} | keda.serverAddress: KEDA needs
            {podDisruptionBudget: {minAvailable: 1}} | podDisruptionBudget.minAvailable: set maxUnavailable to null
            {podDisruptionBudget: {maxUnavailable: null}} | podDisruptionBudget.maxUnavailable: one of
            {customCA: {configMap: a, secret: b}} | customCA.secret: name a ConfigMap or a Secret
            {ingress: {enabled: true}} | ingress.hosts: an Ingress without host names
            {httpRoute: {enabled: true}} | httpRoute.parentRefs: name the Gateway
            {exposure: {paths: [{path: /, type: Prefix}]}} | exposure.paths[0]: Prefix / would open health and metrics
            {exposure: {paths: [{path: /q/metrics, type: Exact}]}} | exposure.paths[0]: Exact /q/metrics would open
            {exposure: {paths: [{path: /q/openapi, type: Prefix}]}} | exposure.paths[0]: /q/openapi must be Exact
            {extraEnv: [{name: DEEPREASONING_DEMO, value: 'true'}]} | extraEnv: DEEPREASONING_DEMO belongs to a value
            {terminationGracePeriodSeconds: 30} | terminationGracePeriodSeconds: 30 is less than
            {config: {deepreasoning: {reasoners: {main: {api-key: sk-1}}}}} | config.deepreasoning.reasoners.main.api-key: is a secret
            {config: {deepreasoning.secret: abc}} | config.deepreasoning.secret: is a secret
            {config: {quarkus: {datasource: {password: abc}}}} | config.quarkus.datasource.password: is a secret
            {config: {deepreasoning: {reasoners: {main: {base-url: 'https://me:pw@host/v1'}}}}} | config.deepreasoning.reasoners.main.base-url: is a secret
            {metrics: {prometheusRule: {enabled: true, disabled: [Misspelt]}}} | metrics.prometheusRule.disabled: no alert Misspelt
            """;

    /// Unsafe or unwise | the warning's beginning.
    private static final String WARNINGS = """
            {replicas: 1} | replicas: one pod alone
            {autoscaling: {enabled: true, minReplicas: 1}} | autoscaling.minReplicas: one pod alone
            {podDisruptionBudget: {enabled: false}} | podDisruptionBudget.enabled: false
            {networkPolicy: {enabled: false}} | networkPolicy.enabled: false
            {database: {enabled: true, jdbcUrl: 'jdbc:postgresql://db/name'}} | networkPolicy.databaseTo: empty
            {database: {enabled: true, jdbcUrl: 'jdbc:postgresql://db/name'}} | database.jdbcUrl: without sslmode
            {ingress: {enabled: true, hosts: [a.example]}} | ingress.tls: empty
            {service: {type: LoadBalancer}} | service.type: LoadBalancer opens
            {exposure: {timeoutSeconds: 60}} | exposure.timeoutSeconds: 60
            {drain: {timeoutSeconds: 10}} | drain.timeoutSeconds: 10
            {image: {tag: '1'}} | image.digest: empty
            {proxy: {https: 'http://proxy:3128'}} | proxy.https: the network policy keeps the pods from http://proxy:3128
            {tracing: {endpoint: 'http://otel:4317'}} | tracing.endpoint: the network policy keeps the pods from http://otel:4317
            {tracing: {endpoint: 'http://otel443/v1'}} | tracing.endpoint: the network policy keeps the pods from http://otel443/v1
            {securityContext: {readOnlyRootFilesystem: false}} | securityContext.readOnlyRootFilesystem: false
            {podSecurityContext: {runAsNonRoot: false}} | podSecurityContext.runAsNonRoot: false
            {demo: true} | demo: R1, Claude and Linkup are simulated
            {demo: true, secrets: {existingSecret: ''}} | auth.mode: open, because of the demo
            """;

    private static final String SAFE = """
            {image: {digest: 'sha256:0000000000000000000000000000000000000000000000000000000000000000'}}""";

    private static List<String[]> pairs(String table) {
        return table.lines().map(line -> line.split(" \\| ", 2)).toList();
    }

    static List<String[]> alone() {
        return pairs(ALONE);
    }

    static List<String[]> beside() {
        return pairs(BESIDE);
    }

    static List<String[]> warnings() {
        return pairs(WARNINGS);
    }

    @ParameterizedTest
    @MethodSource("alone")
    void refusesWhatLacks(String values, String message) {
        assertTrue(
                DeepReasoningChart.refusalOnly(values).contains(message), () -> DeepReasoningChart.refusalOnly(values));
    }

    @ParameterizedTest
    @MethodSource("beside")
    void refusesWhatContradicts(String values, String message) {
        assertTrue(DeepReasoningChart.refusal(values).contains(message), () -> DeepReasoningChart.refusal(values));
    }

    @Test
    void everyRefusalHasACase() throws IOException {
        String cases = ALONE + BESIDE;
        String checks = Files.readString(DeepReasoningChart.FOLDER.resolve("templates/_checks.tpl"));
        var names = Pattern.compile("fail \\(?(?:printf )?\"([A-Za-z.]+)[:\\[]").matcher(checks);
        int found = 0;
        while (names.find()) {
            assertTrue(cases.contains("| " + names.group(1)), names.group(1));
            found++;
        }
        assertTrue(found > 20, found + " refusals were found");
    }

    @Test
    void aReferenceIsNoSecret() {
        Manifests manifests = DeepReasoningChart.render("""
                {config: {deepreasoning: {reasoners: {main: {api-key: '${KEY}', headers: {authorization: 'Bearer ${KEY}'}}}}}}""");
        assertTrue(
                manifests.one("ConfigMap").at("/data/application.yaml").asText().contains("api-key: ${KEY}"));
    }

    @ParameterizedTest
    @MethodSource("warnings")
    void notesWarnOfWhatIsUnsafe(String values, String warning) {
        assertTrue(notes(values).contains("\n  - " + warning), () -> notes(values));
        assertFalse(notes(SAFE).contains("  - " + warning), () -> notes(SAFE));
    }

    @Test
    void notesOfASafeInstallationWarnOfNothing() {
        assertFalse(notes(SAFE).contains("Before production"), () -> notes(SAFE));
        String production = DeepReasoningChart.notes(DeepReasoningChart.FOLDER.resolve("ci/production-values.yaml"));
        assertFalse(production.contains("Before production"), production);
        assertTrue(production.contains("https://deepreasoning.example.com/v1"), production);
    }

    @Test
    void notesSayHowToReachIt() {
        String notes = notes("{}");
        assertTrue(notes.contains("port-forward svc/dr-deepreasoning 8080:8080"), notes);
        assertTrue(notes.contains("helm test dr -n ai"), notes);
        assertFalse(notes("{tests: {enabled: false}}").contains("helm test"));
        assertEquals(
                1,
                Arrays.stream(notes.split("\n", -1))
                        .filter(line -> line.contains("curl"))
                        .count());
    }

    private static String notes(String values) {
        return DeepReasoningChart.notes(
                DeepReasoningChart.written(DeepReasoningChart.LEAST), DeepReasoningChart.written(values));
    }
}
