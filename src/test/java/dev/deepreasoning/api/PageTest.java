package dev.deepreasoning.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class PageTest {
    private static final List<Integer> ALL = List.of(1, 2, 3);

    private static Page<Integer> page(int most) {
        return Page.read(most, count -> ALL.subList(0, Math.min(count, ALL.size())));
    }

    @Test
    void aPageThatIsNotTheLastSaysWhereTheNextBegins() {
        assertTrue(page(2).more());
        assertEquals(List.of("1", "2"), page(2).show(String::valueOf));
        assertEquals("2", page(2).next(String::valueOf));
    }

    @Test
    void aPageThatFitsIsTheLast() {
        for (int most : List.of(3, 4)) {
            assertFalse(page(most).more());
            assertEquals(ALL, page(most).items());
            assertNull(page(most).next(String::valueOf));
        }
        assertNull(Page.<Integer>read(5, _ -> List.of()).next(String::valueOf));
    }
}
