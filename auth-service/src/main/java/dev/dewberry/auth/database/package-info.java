/// How this service's statements reach MariaDB: named parameters, transactions, `busy`.
@NullMarked
package dev.dewberry.auth.database;

import org.jspecify.annotations.NullMarked;
