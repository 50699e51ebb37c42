/// The connection to MariaDB: pool, migrations, transactions.
@NullMarked
package dev.dewberry.auth.database;

import org.jspecify.annotations.NullMarked;
