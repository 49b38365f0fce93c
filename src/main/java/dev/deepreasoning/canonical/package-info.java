/// The hub: one request, one event stream, one error, shared by every dialect and every provider.
///
/// Read [dev.deepreasoning.canonical.StreamEvent] first. Nothing here knows JSON, HTTP or a vendor.
@NullMarked
package dev.deepreasoning.canonical;

import org.jspecify.annotations.NullMarked;
