package dev.deepreasoning.api.winfunc;

import dev.deepreasoning.canonical.CanonicalRequest;

/// A decoded request.
///
/// @param verbose whether both upstreams' answers are told too; whole answers only
record WinFuncRequest(CanonicalRequest canonical, boolean verbose) {}
