@NullMarked
package dev.dewberry.platform.security;

import org.jspecify.annotations.NullMarked;
