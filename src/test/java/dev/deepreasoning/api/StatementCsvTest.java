package dev.deepreasoning.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Cells of statements.
class StatementCsvTest {
    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "\r=1", "|calc", "%0a=1"})
    void noCellIsAFormula(String text) {
        assertEquals("\"'" + text + "\"", StatementCsv.cell(text));
    }

    @Test
    void textsAreQuotedAndNothingStaysNothing() {
        assertEquals("\"say \"\"hi\"\", you\"", StatementCsv.cell("say \"hi\", you"));
        assertEquals("\" \"", StatementCsv.cell(" "));
        assertEquals("", StatementCsv.cell(null));
        assertEquals("", StatementCsv.cell(""));
    }
}
