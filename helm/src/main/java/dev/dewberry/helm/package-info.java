/// The Helm chart's tools: what is made of it and lies in the repository.
@NullMarked
package dev.dewberry.helm;

import org.jspecify.annotations.NullMarked;
