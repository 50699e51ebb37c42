/// A real Prometheus, with the chart's rules and dashboards, before a running system.
@NullMarked
package dev.dewberry.systemtests.monitoring;

import org.jspecify.annotations.NullMarked;
