/// The web client in a real browser.
@NullMarked
package dev.dewberry.systemtests.web;

import org.jspecify.annotations.NullMarked;
