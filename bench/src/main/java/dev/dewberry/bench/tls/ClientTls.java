package dev.dewberry.bench.tls;

import dev.dewberry.bench.BenchException;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// The generator's side of TLS 1.3: one certificate is trusted and no other, or, for systems
/// elsewhere, what the JDK trusts. BoringSSL, so that the generator's core is not what is
/// measured. Thread-safe.
public final class ClientTls {
    private final SslContext sockets;
    private final SSLContext rest;
    private final Set<String> negotiated = new ConcurrentSkipListSet<>();

    /// @param trusted null for the JDK's own list
    public ClientTls(@Nullable X509Certificate trusted) {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted == null ? null : storeOf(trusted));
            this.rest = SSLContext.getInstance("TLS");
            this.rest.init(null, trust.getTrustManagers(), null);
            this.sockets = SslContextBuilder.forClient()
                    .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
                    .trustManager(trust)
                    .protocols("TLSv1.3")
                    .build();
        } catch (GeneralSecurityException | SSLException e) {
            throw new BenchException("The generator cannot speak TLS: " + e.getMessage(), e);
        }
    }

    private static KeyStore storeOf(X509Certificate trusted) throws GeneralSecurityException {
        KeyStore only = KeyStore.getInstance("PKCS12");
        try {
            only.load(null, null);
        } catch (IOException e) {
            throw new GeneralSecurityException(e);
        }
        only.setCertificateEntry("trusted", trusted);
        return only;
    }

    /// For the REST calls that make users.
    public SSLContext forRest() {
        return rest;
    }

    /// For one connection; what it agrees on with the server is noted.
    public SslHandler handler(ByteBufAllocator allocator, String host, int port) {
        SslHandler handler = sockets.newHandler(allocator, host, port);
        handler.handshakeFuture().addListener(done -> {
            if (done.isSuccess()) {
                SSLSession session = handler.engine().getSession();
                String agreed = session.getProtocol() + " " + session.getCipherSuite();
                // Nearly always it is there already.
                if (!negotiated.contains(agreed)) {
                    negotiated.add(agreed);
                }
            }
        });
        return handler;
    }

    /// Versions and ciphers of the connections so far.
    public Set<String> negotiated() {
        return Set.copyOf(negotiated);
    }
}
