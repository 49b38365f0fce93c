package dev.deepreasoning.auth;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The key of an account by which a caller was recognised.
///
/// @param account its id
/// @param key the key's id, never the key
/// @param models ids of the catalogue that it may ask; absent: all
/// @param endpoints names of endpoints that it may call; absent: all
public record AccountKey(
        String account,
        String key,
        @Nullable List<String> models,
        @Nullable List<String> endpoints) {}
