/// What the tests that describe REST as OpenAPI share.
@NullMarked
package dev.dewberry.testsupport.openapi;

import org.jspecify.annotations.NullMarked;
