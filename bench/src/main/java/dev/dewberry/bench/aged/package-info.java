/// What two years of use leave behind, made by SQL: the conversations, the statements that fill the tables, the pages
/// that are read from them.
@NullMarked
package dev.dewberry.bench.aged;

import org.jspecify.annotations.NullMarked;
