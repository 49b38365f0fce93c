package dev.deepreasoning.catalog;

import dev.deepreasoning.catalog.ReasonerHost.Prices;
import java.math.BigDecimal;
import java.util.Locale;

/// What DeepSeek itself charges, or charged, for its reasoners (off-peak): the list price of a model on whichever host.
final class ReasonerListPrices {
    private static final Prices R1 = prices("0.55", "0.14", "2.19");
    private static final Prices V3 = prices("0.28", "0.028", "0.42");
    private static final Prices V4_PRO = prices("0.66", "0.022", "1.98");
    private static final Prices FLASH = prices("0.15", "0.003", "0.60");

    private ReasonerListPrices() {}

    /// @param model any host's name of the model; an unknown one is priced as R1
    static Prices of(String model) {
        String name = model.toLowerCase(Locale.ROOT);
        if (name.contains("flash")) {
            return FLASH;
        }
        if (name.contains("v4")) {
            return V4_PRO;
        }
        return name.contains("v3") ? V3 : R1;
    }

    private static Prices prices(String input, String cacheRead, String output) {
        return new Prices(new BigDecimal(input), new BigDecimal(cacheRead), new BigDecimal(output));
    }
}
