@NullMarked
package dev.dewberry.helm.monitoring;

import org.jspecify.annotations.NullMarked;
