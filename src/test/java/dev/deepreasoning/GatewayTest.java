package dev.deepreasoning;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpServer;
import dev.deepreasoning.check.CheckCommand;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GatewayTest {
    private final Properties before = (Properties) System.getProperties().clone();
    private final List<Object> ran = new ArrayList<>();

    @AfterEach
    void restore() {
        System.setProperties(before);
    }

    @Test
    void servesWithoutArguments() {
        start();
        assertEquals(List.of("serve"), ran);
    }

    @Test
    void checkTakesNoPortThatAGatewayMayHave() {
        start("check");
        assertEquals(List.of(CheckCommand.class), ran);
        assertEquals("0", System.getProperty("quarkus.http.port"));
        assertEquals("127.0.0.1", System.getProperty("quarkus.http.host"));
    }

    @Test
    void migrateMigratesAndEnds() {
        start("migrate");
        assertEquals(List.of(2), ran, "there is no database");
        ran.clear();
        System.setProperty("quarkus.datasource.jdbc.url", "jdbc:postgresql://127.0.0.1/any");
        start("migrate");
        assertEquals(List.of("serve"), ran);
        assertEquals("true", System.getProperty("quarkus.init-and-exit"));
        assertEquals("true", System.getProperty("quarkus.flyway.migrate-at-start"));
        assertEquals("0", System.getProperty("quarkus.http.port"));
    }

    @Test
    void otherArgumentsAreRefusedWithACodeOfTheirOwn() {
        start("serve");
        start("check", "twice");
        assertEquals(List.of(2, 2), ran);
    }

    @Test
    void checkWithAnAddressStartsNothing() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        try {
            start("check", "http://127.0.0.1:" + server.getAddress().getPort());
            assertEquals(List.of(1), ran, "no gateway");
        } finally {
            server.stop(0);
        }
        start("check", "http://127.0.0.1:1/%zz");
        assertEquals(List.of(1, 2), ran, "not an address");
    }

    private void start(String... args) {
        Gateway.start((application, _) -> ran.add(application == null ? "serve" : application), ran::add, args);
    }
}
