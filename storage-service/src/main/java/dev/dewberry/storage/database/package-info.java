/// MariaDB: connections, transactions, errors, months, migrations.
@NullMarked
package dev.dewberry.storage.database;

import org.jspecify.annotations.NullMarked;
