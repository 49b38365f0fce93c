package dev.deepreasoning.development;

import java.io.IOException;

/// A database for one run, found as a service: what implements it is not there in a packaged gateway.
public interface LocalDatabase {
    /// Starts an empty one that ends with this process.
    ///
    /// @return its JDBC URL
    /// @throws IOException where it cannot be started
    String start() throws IOException;
}
