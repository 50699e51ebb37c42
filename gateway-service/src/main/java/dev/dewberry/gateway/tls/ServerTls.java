package dev.dewberry.gateway.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The server's side of TLS 1.3 and 1.2: makes what each connection needs, and takes a renewed
/// certificate for those that come after it. BoringSSL does the work where it could be loaded:
/// thousands may come back at once, each with a handshake, and its state of a connection lies
/// outside of the heap. Elsewhere the JDK steps in. Thread-safe.
public final class ServerTls implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ServerTls.class);
    /// Of clients with TLS 1.2 who may come back without a whole handshake. BoringSSL would
    /// keep twenty thousand.
    private static final int SESSIONS = 2000;

    private static final long SESSION_SECONDS = TimeUnit.HOURS.toSeconds(1);

    private final Path certificate;
    private final Path key;
    private final SslProvider provider;
    private final Ciphers ciphers;
    private List<Stamp> loaded;
    private List<Stamp> seen;
    private volatile Instant expires = Instant.MAX;
    private volatile SslContext context;
    /// Let go of with the next renewal only: somebody may just be about to use it.
    private @Nullable SslContext previous;

    /// By which a file is seen to have changed. Certificate tools replace links and put files
    /// with old dates into place, so it is not only the date, and any difference counts.
    private record Stamp(
            FileTime modified, long size, @Nullable Object file) {
        static Stamp of(Path path) {
            try {
                var attributes = Files.readAttributes(path, BasicFileAttributes.class);
                return new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
            } catch (IOException gone) {
                return new Stamp(FileTime.fromMillis(0), -1, null);
            }
        }
    }

    /// @throws UnusableCertificateException where the files are not what they should be
    public ServerTls(TlsSettings settings) {
        this(settings, OpenSsl.isAvailable() ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK, Ciphers.ofThisMachine());
    }

    ServerTls(TlsSettings settings, SslProvider provider, Ciphers ciphers) {
        this.certificate = Path.of(settings.certificate());
        this.key = Path.of(settings.key());
        this.provider = provider;
        this.ciphers = ciphers;
        this.loaded = stamps();
        this.seen = loaded;
        if (provider == SslProvider.JDK) {
            // BoringSSL refuses it anyhow: whoever asks for one handshake after another lets the server do the work.
            System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
            log.info("TLS is the JDK's, because BoringSSL could not be loaded", OpenSsl.unavailabilityCause());
        }
        this.context = load();
    }

    private List<Stamp> stamps() {
        return List.of(Stamp.of(certificate), Stamp.of(key));
    }

    private SslContext load() {
        Identity identity = Identity.read(certificate, key);
        try {
            SslContext made = SslContextBuilder.forServer(
                            identity.key(), identity.chain().toArray(X509Certificate[]::new))
                    .sslProvider(provider)
                    .protocols("TLSv1.3", "TLSv1.2")
                    .ciphers(ciphers.names(), SupportedCipherSuiteFilter.INSTANCE)
                    .sessionCacheSize(SESSIONS)
                    .sessionTimeout(SESSION_SECONDS)
                    .build();
            expires = identity.expires();
            log.info("TLS with the certificate in {}, good until {}", certificate, expires);
            return made;
        } catch (SSLException | IllegalArgumentException refused) {
            throw new UnusableCertificateException("TLS does not take the certificate in " + certificate, refused);
        }
    }

    /// What one connection needs.
    ///
    /// @param handshakeWithin time from its beginning to the end of the handshake, past which
    ///     it is closed
    public SslHandler handler(ByteBufAllocator allocator, Duration handshakeWithin) {
        SslHandler handler = context.newHandler(allocator);
        handler.setHandshakeTimeoutMillis(handshakeWithin.toMillis());
        if (ciphers.clientsOrder()) {
            SSLEngine engine = handler.engine();
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setUseCipherSuitesOrder(false);
            engine.setSSLParameters(parameters);
        }
        return handler;
    }

    /// Takes the files anew where they have changed, and have then kept still from one call to
    /// the next: a renewal writes two of them. What cannot be used changes nothing, and is told
    /// once. Blocks for reading.
    public synchronized void refresh() {
        List<Stamp> now = stamps();
        boolean still = now.equals(seen);
        seen = now;
        if (!still || now.equals(loaded)) {
            return;
        }
        loaded = now;
        try {
            SslContext next = load();
            ReferenceCountUtil.release(previous);
            previous = context;
            context = next;
        } catch (UnusableCertificateException unusable) {
            log.error("The certificate was changed and cannot be used; the old one stays: {}", unusable.getMessage());
        }
    }

    /// When the certificate in use, or one that it depends on, is no longer good.
    public Instant expires() {
        return expires;
    }

    /// Connections that are open are not touched.
    @Override
    public synchronized void close() {
        ReferenceCountUtil.release(previous);
        ReferenceCountUtil.release(context);
        previous = null;
    }
}
