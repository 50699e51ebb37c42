/// The chart in a real Kubernetes, in use.
@org.jspecify.annotations.NullMarked
package dev.dewberry.systemtests.kubernetes;
