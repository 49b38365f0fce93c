package dev.deepreasoning.metering;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/// Names may be anything; the database takes most of it.
class UsageRecordTest {
    @Test
    void whatNoTextOfPostgresqlHoldsIsReplaced() {
        assertEquals("{\"a\":\"\\ufffd\"}", UsageRecord.storable("{\"a\":\"\\u0000\"}"));
        assertEquals("{\"a\":\"?\"}", UsageRecord.storable("{\"a\":\"\ud800\"}"));
        assertEquals("{\"a\":\"🦊\"}", UsageRecord.storable("{\"a\":\"🦊\"}"));
    }
}
