package dev.deepreasoning.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.deepreasoning.PackagedGateway;
import dev.deepreasoning.api.Eventually;
import dev.deepreasoning.api.SimulatedGateway;
import dev.deepreasoning.api.Wire;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Two packaged gateways under load, scraped by a real Prometheus: what the autoscalers would read is what the callers
/// did, and every expression of the dashboard and the alerts finds its series.
@Timeout(400)
final class PrometheusIT {
    private static final String CHAT = "/v1/chat/completions";
    private static final String FIRST = "dr-deepreasoning-7d4b9c6f5-aaaaa";
    private static final String SECOND = "dr-deepreasoning-7d4b9c6f5-bbbbb";
    private static final int WINDOW = 30;
    private static final String VALUES = """
            {autoscaling: {enabled: true}, prometheusAdapter: {enabled: true, window: %ds},
             metrics: {dashboard: {enabled: true}, prometheusRule: {enabled: true}}}""".formatted(WINDOW);
    private static final Duration GUARD = Duration.ofSeconds(60);
    private static final Pattern NAME = Pattern.compile("\\b(?:deepreasoning|gen_ai|jvm|process|system)_[a-z_]+");

    @TempDir
    private Path folder;

    private PackagedGateway first;
    private PackagedGateway second;
    private Prometheus prometheus;

    @BeforeEach
    void start() throws IOException {
        Prometheus.needed();
        first = new PackagedGateway(Files.createDirectory(folder.resolve("first")), Map.of());
        second = new PackagedGateway(Files.createDirectory(folder.resolve("second")), Map.of());
        prometheus =
                new Prometheus(folder, Map.of(FIRST, first.port(), SECOND, second.port()), AlertsTest.rules(folder));
        Eventually.holds("both are scraped", GUARD, () -> prometheus.value("sum(up)") == 2);
    }

    @AfterEach
    void stop() {
        if (prometheus != null) {
            prometheus.close();
            second.close();
            first.close();
        }
    }

    /// The adapter's query for a metric, as the adapter completes it for the pods of the Deployment.
    private String adapted(String metric) {
        JsonNode rules = DeepReasoningChart.documents(DeepReasoningChart.render(VALUES)
                        .one("ConfigMap", "dr-deepreasoning-prometheus-adapter")
                        .at("/data/rules.yaml")
                        .asText())
                .getFirst()
                .at("/rules/custom");
        for (JsonNode rule : rules) {
            if (rule.at("/name/as").asText().equals(metric)) {
                String series = rule.path("seriesQuery").asText();
                JsonNode found = prometheus.data("series?match[]=" + Prometheus.encoded(series));
                assertTrue(found.size() >= 2, series);
                found.forEach(each -> assertTrue(each.has("namespace") && each.has("pod"), each::toString));
                return rule.path("metricsQuery")
                        .asText()
                        .replace("<<.Series>>", series.substring(0, series.indexOf('{')))
                        .replace("<<.LabelMatchers>>", "namespace=\"ai\",pod=~\"" + FIRST + "|" + SECOND + "\"")
                        .replace("<<.GroupBy>>", "pod");
            }
        }
        throw new AssertionError("the adapter has no rule for " + metric);
    }

    private static List<Wire> open(PackagedGateway gateway, int count) {
        String endless = SimulatedGateway.ask("On. [[sim:interval-ms=500,r1.reasoning-tokens=20000]]", true)
                .encode();
        List<Wire> streams = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Wire stream = new Wire(gateway.port()).post(CHAT, endless);
            assertEquals(200, stream.head().status());
            streams.add(stream);
        }
        return streams;
    }

    @Test
    void theAutoscalersReadWhatTheCallersDo() throws Exception {
        Manifests manifests = DeepReasoningChart.render(VALUES);
        JsonNode metrics = manifests.one("HorizontalPodAutoscaler").at("/spec/metrics");
        List<Wire> streams = new ArrayList<>(open(first, 12));
        streams.addAll(open(second, 4));
        String held = adapted(metrics.at("/1/pods/metric/name").asText());
        Eventually.holds(
                "the open streams are seen",
                GUARD,
                () -> prometheus.query(held, "pod").equals(Map.of(FIRST, 12.0, SECOND, 4.0)));
        // A burst of long streams is seen before any of them has ended.
        assertEquals(16, prometheus.value("sum(deepreasoning_requests_started_total)"));
        assertEquals(0, prometheus.value("sum(deepreasoning_requests_total{endpoint=\"chat_completions\"})"));

        String rate = adapted(metrics.at("/0/pods/metric/name").asText());
        Map<String, Double> seen;
        Map<String, Double> sent = new TreeMap<>();
        double kedas;
        try (Load busy = new Load(first, 125);
                Load calm = new Load(second, 500)) {
            Eventually.holds(
                    "the window is full",
                    GUARD.multipliedBy(2),
                    () -> busy.lasts(WINDOW + 5)
                            && prometheus.query(rate, "pod").size() == 2
                            && prometheus.value("min(count_over_time(up[" + WINDOW + "s]) * up)") > WINDOW / 4.0);
            seen = prometheus.query(rate, "pod");
            kedas = prometheus.value(DeepReasoningChart.render(
                            "{keda: {enabled: true, serverAddress: 'http://p:9090'}, prometheusAdapter: {window: "
                                    + WINDOW + "s}}")
                    .one("ScaledObject")
                    .at("/spec/triggers/0/metadata/query")
                    .asText());
            sent.put(FIRST, busy.perSecond());
            sent.put(SECOND, calm.perSecond());
        }
        System.out.println("requests per second, sent " + sent + ", as the autoscaler sees them " + seen);
        assertEquals(sent.keySet(), seen.keySet());
        sent.forEach((pod, value) -> assertEquals(value, seen.get(pod), 0.25 * value, pod));
        double whole = sent.values().stream().mapToDouble(Double::doubleValue).sum();
        assertEquals(whole, kedas, 0.25 * whole);
        assertTrue(seen.get(FIRST) > 2 * seen.get(SECOND), "who has more to do is seen");
        // What the HorizontalPodAutoscaler compares with its target is the mean of the pods.
        double target = metrics.at("/0/pods/target/averageValue").asDouble();
        double mean = seen.values().stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElseThrow();
        assertEquals(Math.ceil(whole / target), Math.ceil(2 * mean / target), 1);
        streams.forEach(Wire::close);
        Eventually.holds(
                "closed streams are seen",
                GUARD,
                () -> prometheus.query(held, "pod").equals(Map.of(FIRST, 0.0, SECOND, 0.0)));
    }

    @Test
    void everyExpressionFindsItsSeries() throws Exception {
        live();
        JsonNode dashboard = DeepReasoningChart.YAML.readTree(DeepReasoningChart.render(VALUES)
                .one("ConfigMap", "dr-deepreasoning-dashboard")
                .at("/data/deepreasoning.json")
                .asText());
        Set<String> silent = new TreeSet<>();
        List<String> all = new ArrayList<>();
        Eventually.holds("two scrapes came", GUARD, () -> prometheus.value("min(count_over_time(up[1m]))") > 5);
        for (JsonNode panel : dashboard.path("panels")) {
            for (JsonNode target : panel.path("targets")) {
                String expression = target.path("expr")
                        .asText()
                        .replace("$__rate_interval", "1m")
                        .replace("$namespace", "ai")
                        .replace("$pod", ".*");
                assertFalse(expression.contains("$"), expression);
                all.add(expression);
                if (prometheus
                        .data("query?query=" + Prometheus.encoded(expression))
                        .path("result")
                        .isEmpty()) {
                    silent.add(panel.path("title").asText() + ": " + expression);
                }
            }
        }
        assertTrue(all.size() > 30, all.size() + " expressions");
        assertEquals(Set.of(), silent);
        JsonNode rules = prometheus.data("rules").at("/groups/0/rules");
        assertEquals(9, rules.size());
        for (JsonNode rule : rules) {
            Eventually.holds(
                    "it is evaluated",
                    GUARD,
                    () -> !health(rule.path("name").asText()).equals("unknown"));
            assertEquals("ok", health(rule.path("name").asText()), rule::toString);
            all.add(rule.path("query").asText());
        }
        Set<String> known = new TreeSet<>();
        prometheus.data("label/__name__/values").forEach(name -> known.add(name.asText()));
        prometheus.data("labels").forEach(name -> known.add(name.asText()));
        for (String expression : all) {
            for (Matcher name = NAME.matcher(expression); name.find(); ) {
                assertTrue(known.contains(name.group()), name.group() + " is nowhere, in " + expression);
            }
        }
        // A share of the calls has failed: the alert is about to fire. The others are not.
        Eventually.holds("the alert is pending", GUARD, () -> pending().equals(Set.of("DeepReasoningErrorRatio")));
        first.close();
        second.close();
        Eventually.holds("nobody answers", GUARD, () -> pending().contains("DeepReasoningDown"));
    }

    private String health(String rule) {
        for (JsonNode each : prometheus.data("rules").at("/groups/0/rules")) {
            if (each.path("name").asText().equals(rule)) {
                return each.path("health").asText();
            }
        }
        return "none";
    }

    private Set<String> pending() {
        Set<String> names = new TreeSet<>();
        prometheus
                .data("alerts")
                .path("alerts")
                .forEach(alert -> names.add(alert.at("/labels/alertname").asText()));
        // Simulated upstreams are quick to fail on purpose; what this test is not about may show too.
        names.removeAll(Set.of("DeepReasoningReasoningLost", "DeepReasoningBreakerOpen", "DeepReasoningModelRetires"));
        names.remove("DeepReasoningGatewaySlow");
        return names;
    }

    /// Everything that can happen to a request happens, on both.
    private void live() {
        for (int round = 0; round < 3; round++) {
            for (PackagedGateway gateway : List.of(first, second)) {
                ask(gateway, new JsonObject().put("temperature", 1.7).put("web_search_linkup", true), "Hi.");
                ask(gateway, new JsonObject().put("reasoning_mode", "off"), "Hi.");
                ask(gateway, new JsonObject(), "Hi. [[sim:r1.status=500]]");
                ask(gateway, new JsonObject(), "Hi. [[sim:claude.status=400]]");
                ask(gateway, new JsonObject(), "Hi. [[sim:claude.error-after=1]]");
                for (Wire leaver : open(gateway, 1)) {
                    leaver.close();
                }
            }
            long before = (long) prometheus.value("sum(scrape_samples_scraped)");
            double scrapes = prometheus.value("sum(count_over_time(up[5m]))");
            Eventually.holds(
                    "it is scraped meanwhile",
                    GUARD,
                    () -> before >= 0 && prometheus.value("sum(count_over_time(up[5m]))") > scrapes + 4);
        }
    }

    private static void ask(PackagedGateway gateway, JsonObject more, String text) {
        JsonObject request = SimulatedGateway.ask(text.contains("[[") ? text : text + " [[sim:interval-ms=5]]", true);
        try (Wire wire = new Wire(gateway.port())) {
            wire.post(CHAT, request.mergeIn(more).encode()).answer();
        }
    }

    /// Requests at an even pace, and what it really was.
    private static final class Load implements AutoCloseable {
        private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
        private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
        private final ConcurrentLinkedQueue<Long> sent = new ConcurrentLinkedQueue<>();
        private final long begun = System.nanoTime();

        Load(PackagedGateway gateway, long everyMillis) {
            String request = SimulatedGateway.ask("Hi. [[sim:interval-ms=1,tokens=2,r1.reasoning-tokens=2]]", true)
                    .encode();
            clock.scheduleAtFixedRate(
                    () -> callers.execute(() -> {
                        try (Wire wire = new Wire(gateway.port())) {
                            wire.post(CHAT, request);
                            sent.add(System.nanoTime());
                            wire.answer();
                        }
                    }),
                    0,
                    everyMillis,
                    TimeUnit.MILLISECONDS);
        }

        boolean lasts(int seconds) {
            return System.nanoTime() - begun > TimeUnit.SECONDS.toNanos(seconds);
        }

        double perSecond() {
            long from = System.nanoTime() - TimeUnit.SECONDS.toNanos(WINDOW);
            return sent.stream().filter(at -> at > from).count() / (double) WINDOW;
        }

        @Override
        public void close() throws InterruptedException {
            clock.shutdownNow();
            callers.shutdown();
            assertTrue(callers.awaitTermination(60, TimeUnit.SECONDS));
        }
    }
}
