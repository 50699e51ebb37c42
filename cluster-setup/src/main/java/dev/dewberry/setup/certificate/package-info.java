/// The private authority and what it signs.
@NullMarked
package dev.dewberry.setup.certificate;

import org.jspecify.annotations.NullMarked;
