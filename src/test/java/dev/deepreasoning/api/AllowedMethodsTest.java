package dev.deepreasoning.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The list is written by hand: here it is held against the resources themselves.
class AllowedMethodsTest {
    private static Map<String, Set<String>> served() {
        JavaClasses classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.deepreasoning.api");
        Map<String, Set<String>> served = new TreeMap<>();
        for (JavaClass resource : classes) {
            if (resource.isAnnotatedWith(Path.class)) {
                resource.getMethods().forEach(method -> add(resource, method, served));
            }
        }
        return served;
    }

    private static void add(JavaClass resource, JavaMethod method, Map<String, Set<String>> served) {
        method.getAnnotations().stream()
                .filter(annotation -> annotation.getRawType().isAnnotatedWith(HttpMethod.class))
                .forEach(annotation -> {
                    String root = resource.getAnnotationOfType(Path.class).value();
                    String rest = method.isAnnotatedWith(Path.class)
                            ? method.getAnnotationOfType(Path.class).value()
                            : "";
                    String path = (root + rest).replaceAll("\\{[^}]*}", "x");
                    Set<String> methods = served.computeIfAbsent(path, _ -> new TreeSet<>(Set.of("OPTIONS")));
                    methods.add(annotation.getRawType().getSimpleName());
                    if (methods.contains("GET")) {
                        methods.add("HEAD");
                    }
                });
    }

    @Test
    void everyDoorSaysWhatItTakes() {
        Map<String, Set<String>> served = served();
        assertTrue(served.size() > 30, served::toString);
        // It is an id as well.
        served.get("/v1/responses/input_tokens").addAll(served.get("/v1/responses/x"));
        served.forEach((path, methods) -> {
            String told = AllowedMethods.of(path);
            assertEquals(methods, told == null ? Set.of() : new TreeSet<>(List.of(told.split(", ", -1))), path);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v2", "/v1/chat", "/v1/responses/a/b", "/q/health"})
    void ofOtherAddressesNothingIsSaid(String path) {
        assertNull(AllowedMethods.of(path));
    }
}
