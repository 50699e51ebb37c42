@NullMarked
package dev.dewberry.platform.http;

import org.jspecify.annotations.NullMarked;
