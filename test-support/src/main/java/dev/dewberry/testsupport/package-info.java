/// Real MariaDB and Redis servers for integration and system tests.
@NullMarked
package dev.dewberry.testsupport;

import org.jspecify.annotations.NullMarked;
