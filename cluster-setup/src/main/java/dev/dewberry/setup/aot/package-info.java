/// AOT caches of the services in images without a shell.
@NullMarked
package dev.dewberry.setup.aot;

import org.jspecify.annotations.NullMarked;
