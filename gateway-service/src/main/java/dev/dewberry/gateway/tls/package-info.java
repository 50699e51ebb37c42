/// TLS of the public port: the certificate, its renewal, and which ciphers are preferred.
@NullMarked
package dev.dewberry.gateway.tls;

import org.jspecify.annotations.NullMarked;
