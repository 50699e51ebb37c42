@NullMarked
package dev.dewberry.gateway.session;

import org.jspecify.annotations.NullMarked;
