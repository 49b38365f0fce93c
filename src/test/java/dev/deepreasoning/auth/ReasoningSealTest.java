package dev.deepreasoning.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReasoningSealTest {
    private static final String TEXT = "2+2 is 4 🧠";
    private final ReasoningSeal seal = Seals.fixed();

    @Test
    void aSignedTextIsKnownAgain() {
        String signature = seal.sign("a", TEXT);
        assertTrue(signature.startsWith("dr1."));
        assertEquals(TEXT, seal.open("a", TEXT, signature));
        assertEquals(signature, Seals.fixed().sign("a", TEXT), "every replica signs alike");
    }

    @Test
    void aChangedTextAnotherOwnerAndAnotherSecretAreNot() {
        String signature = seal.sign("a", TEXT);
        assertNull(seal.open("a", TEXT + " ", signature));
        assertNull(seal.open("b", TEXT, signature));
        assertNull(Seals.of("another secret, also of 32 bytes or more").open("a", TEXT, signature));
    }

    @Test
    void aHiddenTextIsReadableForItsOwnerAlone() {
        String hidden = seal.hide("a", TEXT);
        assertFalse(hidden.contains("2+2"));
        assertNotEquals(hidden, seal.hide("a", TEXT), "nobody can tell that two are the same");
        assertEquals(TEXT, seal.open("a", "", hidden));
        assertNull(seal.open("b", "", hidden));
        assertNull(seal.open("a", "", hidden.substring(0, hidden.length() - 2)));
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "dr1.", "dr1.xyz", "drx1.", "drx1.AAAA", "drx1.***", "EqoBCkgIBxABGAI="})
    void whatIsNotOursIsNothing(String foreign) {
        assertNull(seal.open("a", TEXT, foreign));
    }
}
