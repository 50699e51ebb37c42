/// The connection to MariaDB, and the migrations.
@NullMarked
package dev.dewberry.presence.database;

import org.jspecify.annotations.NullMarked;
