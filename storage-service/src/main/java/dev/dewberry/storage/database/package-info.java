/// What this service's statements have in common: many rows in one, and the months of events.
@NullMarked
package dev.dewberry.storage.database;

import org.jspecify.annotations.NullMarked;
