/// MariaDB, for the services that keep tables: settings, connections, migrations, transactions, errors. Statements are
/// the services' own.
@NullMarked
package dev.dewberry.database;

import org.jspecify.annotations.NullMarked;
