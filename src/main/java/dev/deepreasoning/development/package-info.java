/// What `quarkus:dev` has of its own: a PostgreSQL that lives as long as the process, with an account to try. Nothing of
/// it runs in a packaged gateway, which does not hold the database either.
@NullMarked
package dev.deepreasoning.development;

import org.jspecify.annotations.NullMarked;
