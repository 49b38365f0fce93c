/// What operators see of all accounts, and do with them. Every action is written down in the audit log.
@NullMarked
package dev.deepreasoning.api.admin;

import org.jspecify.annotations.NullMarked;
