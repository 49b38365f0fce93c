package dev.deepreasoning.development;

/// A database for one run, found as a service: what implements it is not there in a packaged gateway.
public interface LocalDatabase {
    /// Starts an empty one that ends with this process.
    ///
    /// @return its JDBC URL
    String start();
}
