package dev.deepreasoning.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openapitools.codegen.DefaultGenerator;
import org.openapitools.codegen.config.CodegenConfigurator;

/// A client that is generated from the document, compiled, and calls the gateway.
@QuarkusTest
@TestProfile(SimulatedGateway.Quick.class)
class GeneratedClientTest {
    private static final String PACKAGE = "generated.client";

    @TestHTTPResource("/")
    URI gateway;

    @TempDir
    Path folder;

    @Test
    void callsTheGateway() throws Exception {
        Path spec = folder.resolve("openapi.json");
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest get = HttpRequest.newBuilder(gateway.resolve("/q/openapi?format=json"))
                    .build();
            Files.writeString(spec, http.send(get, BodyHandlers.ofString()).body());
        }
        generate(spec);
        Path classes = compile();
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {classes.toUri().toURL()}, getClass().getClassLoader())) {
            Class<?> clientType = loader.loadClass(PACKAGE + ".ApiClient");
            Object client = clientType.getConstructor().newInstance();
            clientType.getMethod("updateBaseUri", String.class).invoke(client, base());
            Object models = call(api(loader, "ModelsApi", clientType, client), "listModels", Map.of());
            List<?> data = (List<?>) get(models, "getData");
            assertEquals("deepreasoning", get(data.getFirst(), "getId"));
            answersAChat(loader, api(loader, "AnswersApi", clientType, client));
            answersAMessage(loader, api(loader, "AnswersApi", clientType, client));
        }
    }

    private static void answersAChat(ClassLoader loader, Object api) throws Exception {
        Object request = read(loader, "ChatCompletionRequest", """
                {"model":"deepreasoning","messages":[{"role":"user","content":"call the tool weather"}],
                 "tools":[{"type":"function","function":{"name":"weather","parameters":{"type":"object"}}}]}""");
        Object answer = call(api, "createChatCompletion", Map.of("ChatCompletionRequest", request));
        Object choice = ((List<?>) get(answer, "getChoices")).getFirst();
        assertEquals("tool_calls", get(choice, "getFinishReason").toString());
        Object message = get(choice, "getMessage");
        assertTrue(get(message, "getReasoningContent").toString().startsWith("This is simulated reasoning."));
        assertEquals(1, ((List<?>) get(message, "getToolCalls")).size());
        assertNotNull(get(get(answer, "getUsage"), "getTotalTokens"));
        Object wrong = read(loader, "ChatCompletionRequest", "{\"model\":\"nope\",\"messages\":[{\"role\":\"user\"}]}");
        InvocationTargetException failure = assertThrows(
                InvocationTargetException.class,
                () -> call(api, "createChatCompletion", Map.of("ChatCompletionRequest", wrong)));
        assertEquals(400, get(failure.getCause(), "getCode"));
        assertTrue(get(failure.getCause(), "getResponseBody").toString().contains("\"param\":\"messages[0].content\""));
    }

    private static void answersAMessage(ClassLoader loader, Object api) throws Exception {
        Object request = read(
                loader,
                "MessageRequest",
                "{\"model\":\"deepreasoning\",\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
        Object answer = call(api, "createMessage", Map.of("MessageRequest", request));
        assertEquals("end_turn", get(answer, "getStopReason"));
    }

    private void generate(Path spec) {
        CodegenConfigurator configurator = new CodegenConfigurator()
                .setInputSpec(spec.toString())
                .setGeneratorName("java")
                .setLibrary("native")
                .setOutputDir(folder.resolve("client").toString())
                .setInvokerPackage(PACKAGE)
                .setApiPackage(PACKAGE + ".api")
                .setModelPackage(PACKAGE + ".model")
                .setValidateSpec(false)
                .addAdditionalProperty("hideGenerationTimestamp", "true")
                .addAdditionalProperty("openApiNullable", "false")
                .addAdditionalProperty("generateBuilders", "false");
        DefaultGenerator generator = new DefaultGenerator();
        generator.setGeneratorPropertyDefault("apiTests", "false");
        generator.setGeneratorPropertyDefault("modelTests", "false");
        generator.setGeneratorPropertyDefault("apiDocs", "false");
        generator.setGeneratorPropertyDefault("modelDocs", "false");
        generator.opts(configurator.toClientOptInput()).generate();
    }

    private Path compile() throws IOException {
        Path classes = Files.createDirectories(folder.resolve("classes"));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8);
                Stream<Path> sources = Files.walk(folder.resolve("client/src/main/java"))) {
            List<Path> all =
                    sources.filter(each -> each.toString().endsWith(".java")).toList();
            boolean compiled = compiler.getTask(
                            messages,
                            files,
                            null,
                            List.of("-proc:none", "-nowarn", "-classpath", classPath(), "-d", classes.toString()),
                            null,
                            files.getJavaFileObjectsFromPaths(all))
                    .call();
            assertTrue(compiled, messages::toString);
        }
        return classes;
    }

    /// Test runners hide the class path inside a jar of their own.
    private static String classPath() {
        String tests = System.getProperty("surefire.test.class.path");
        return tests == null ? System.getProperty("java.class.path") : tests.replace('\n', File.pathSeparatorChar);
    }

    private String base() {
        String text = gateway.toString();
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    private static Object api(ClassLoader loader, String name, Class<?> clientType, Object client) throws Exception {
        return loader.loadClass(PACKAGE + ".api." + name)
                .getConstructor(clientType)
                .newInstance(client);
    }

    private static Object read(ClassLoader loader, String type, String json) {
        try {
            return new ObjectMapper().readValue(json, loader.loadClass(PACKAGE + ".model." + type));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    /// Calls an operation; arguments that are not named by their type stay absent.
    private static Object call(Object api, String operation, Map<String, Object> byType) throws Exception {
        Method found = null;
        for (Method each : api.getClass().getMethods()) {
            if (each.getName().equals(operation)
                    && (found == null || each.getParameterCount() < found.getParameterCount())) {
                found = each;
            }
        }
        assertNotNull(found, operation);
        Object[] arguments = Stream.of(found.getParameterTypes())
                .map(type -> byType.get(type.getSimpleName()))
                .toArray();
        return found.invoke(api, arguments);
    }

    private static Object get(Object owner, String getter) throws Exception {
        return owner.getClass().getMethod(getter).invoke(owner);
    }
}
