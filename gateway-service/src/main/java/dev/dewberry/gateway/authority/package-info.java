/// The certificate of a private authority, and the page that helps people to install it.
@NullMarked
package dev.dewberry.gateway.authority;

import org.jspecify.annotations.NullMarked;
