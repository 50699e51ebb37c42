@NullMarked
package dev.dewberry.gateway.rest;

import org.jspecify.annotations.NullMarked;
