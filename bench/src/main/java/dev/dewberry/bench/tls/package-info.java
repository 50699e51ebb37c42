/// TLS between the generator and the system: the certificate that a run makes, and the client's
/// side.
@NullMarked
package dev.dewberry.bench.tls;

import org.jspecify.annotations.NullMarked;
