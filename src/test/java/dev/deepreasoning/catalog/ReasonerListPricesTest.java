package dev.deepreasoning.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReasonerListPricesTest {
    @ParameterizedTest
    @CsvSource({
        "deepseek-v4-pro, 0.66, 0.022, 1.98",
        "deepseek-flash, 0.15, 0.003, 0.60",
        "deepseek-ai/DeepSeek-V3.2, 0.28, 0.028, 0.42",
        "deepseek/deepseek-r1-0528, 0.55, 0.14, 2.19",
        "deepseek-reasoner, 0.55, 0.14, 2.19"
    })
    void everyHostsNameOfAModelHasItsVendorsPrice(String model, String input, String cached, String output) {
        assertEquals(
                new ReasonerHost.Prices(new BigDecimal(input), new BigDecimal(cached), new BigDecimal(output)),
                ReasonerListPrices.of(model));
    }
}
