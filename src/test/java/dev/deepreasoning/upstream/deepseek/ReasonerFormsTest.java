package dev.deepreasoning.upstream.deepseek;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.deepreasoning.catalog.ReasonerHost.ReasoningFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReasonerFormsTest {
    private final Logger logger = Logger.getLogger(ReasonerForms.class.getName());
    private final List<LogRecord> logged = new ArrayList<>();
    private final Handler keeper = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            logged.add(entry);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.setLevel(Level.WARNING);
        logger.addHandler(keeper);
    }

    @AfterEach
    void stop() {
        logger.removeHandler(keeper);
        logger.setLevel(Level.OFF);
    }

    @Test
    void tellsTheOperatorOnceOfEachHostAndWhatToSet() {
        ReasonerForms forms = new ReasonerForms();
        AHost main = AHost.named("main");
        for (int call = 0; call < 3; call++) {
            forms.foundImplicitOpen(main.build());
        }
        assertEquals(1, logged.size());
        assertTrue(new java.util.Formatter()
                .format(
                        logged.getFirst().getMessage(),
                        logged.getFirst().getParameters() == null
                                ? new Object[0]
                                : logged.getFirst().getParameters())
                .toString()
                .contains("deepreasoning.reasoners.main.reasoning-format=inline-implicit-open"));
        forms.foundImplicitOpen(AHost.named("spare").build());
        assertEquals(2, logged.size());
        assertEquals(ReasoningFormat.INLINE_IMPLICIT_OPEN, forms.format(main.build()));
        assertEquals(
                ReasoningFormat.INLINE,
                forms.format(main.format(ReasoningFormat.INLINE).build()));
    }
}
