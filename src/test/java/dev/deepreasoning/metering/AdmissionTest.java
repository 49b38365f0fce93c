package dev.deepreasoning.metering;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.deepreasoning.canonical.ErrorKind;
import dev.deepreasoning.canonical.GatewayException;
import org.junit.jupiter.api.Test;

class AdmissionTest {
    @Test
    void refusesBeyondItsBoundAndSaysWhenToComeBack() {
        Admission admission = new Admission(1);
        Admission.Place place = admission.enter();
        assertEquals(1, admission.running());
        GatewayException refusal = assertThrows(GatewayException.class, admission::enter);
        assertEquals(ErrorKind.OVERLOADED, refusal.kind());
        assertNotNull(refusal.retryAfter());
        place.leave();
        place.leave();
        assertEquals(0, admission.running());
        admission.enter();
        assertThrows(GatewayException.class, admission::enter);
    }
}
