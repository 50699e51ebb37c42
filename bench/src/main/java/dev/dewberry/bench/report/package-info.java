/// Reports as JSON and Markdown.
@NullMarked
package dev.dewberry.bench.report;

import org.jspecify.annotations.NullMarked;
