package dev.deepreasoning.api.responses;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RecentItemsTest {
    private static final class Watch extends Clock {
        private Instant now = Instant.EPOCH;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    private final Watch watch = new Watch();
    private final RecentItems items = new RecentItems(watch);

    private static String item(String text) {
        return "{\"text\":\"" + text + "\"}";
    }

    @Test
    void anItemIsFoundByItsOwnerAlone() {
        items.put("a", "msg_1", item("x"));
        items.put("a", "msg_1", item("y"));
        assertEquals(
                "y",
                Objects.requireNonNull(
                                Objects.requireNonNull(items.find("a", "msg_1")).get("text"))
                        .text());
        assertNull(items.find("b", "msg_1"));
        assertNull(items.find("a", "msg_2"));
    }

    @Test
    void anItemIsKeptForAnHour() {
        items.put("a", "msg_1", item("x"));
        watch.now = watch.now.plus(Duration.ofMinutes(59));
        assertNotNull(items.find("a", "msg_1"));
        watch.now = watch.now.plus(Duration.ofMinutes(1));
        assertNull(items.find("a", "msg_1"));
        items.put("a", "msg_2", item("x"));
        assertNotNull(items.find("a", "msg_2"));
    }

    @Test
    void theOldestGoWhenThereAreTooManyBytes() {
        String megabyte = item("x".repeat(1024 * 1024));
        for (int i = 0; i < 70; i++) {
            items.put("a", "msg_" + i, megabyte);
        }
        assertNull(items.find("a", "msg_0"));
        assertNotNull(items.find("a", "msg_69"));
    }
}
