package dev.dewberry.platform.bus;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.DefaultEventLoopGroupProvider;
import io.lettuce.core.resource.Delay;
import io.lettuce.core.resource.EventLoopGroupProvider;
import io.lettuce.core.resource.NettyCustomizer;
import io.lettuce.core.resource.Transports;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.handler.flush.FlushConsolidationHandler;
import java.io.File;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/// Connections to Redis. There is one shared connection for short commands, which connects again by
/// itself; readers, which block, and the writer have their own ([#open]). A Redis that is away when the
/// service starts is waited for. Thread-safe.
public final class RedisBus implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RedisBus.class);
    private static final Duration RETRY = Duration.ofMillis(500);
    /// Commands that wait for an answer on one connection; past that they fail at once, so that memory
    /// stays bounded.
    private static final int QUEUE = 20_000;

    /// Flushes of one turn of the loop that may wait for its end, and then are one write.
    private static final int FLUSHES = 256;

    /// A server whose cable was pulled says no goodbye, and the kernel would try for a quarter of an hour.
    private static final Duration UNANSWERED = Duration.ofSeconds(6);

    private final ClientResources resources;
    /// One thread for everything that the bus does, handlers included: passing work from thread to
    /// thread took more of a core than the work itself. (Lettuce's own setting for this knows no number
    /// below two.)
    private final EventLoopGroupProvider loopProvider = new DefaultEventLoopGroupProvider(1);

    private final EventLoopGroup loop;
    private final RedisClient client;
    private final RedisClient onceClient;
    private final RedisURI uri;
    private final MeterRegistry meters;
    private final Poison poison;
    private final AtomicReference<@Nullable StatefulRedisConnection<String, String>> shared = new AtomicReference<>();
    private final List<Runnable> connected = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    /// Counts by Micrometer's global registry.
    public RedisBus(BusProperties properties) {
        this(properties, Metrics.globalRegistry);
    }

    public RedisBus(BusProperties properties, MeterRegistry meters) {
        this.meters = meters;
        poison = new Poison(this, meters);
        resources = DefaultClientResources.builder()
                .eventLoopGroupProvider(loopProvider)
                .computationThreadPoolSize(2)
                .reconnectDelay(
                        () -> Delay.exponential(Duration.ofMillis(50), Duration.ofSeconds(1), 2, TimeUnit.MILLISECONDS))
                .nettyCustomizer(new OneWriteATurn())
                .build();
        loop = loopProvider.allocate(Transports.eventLoopGroupClass());
        uri = RedisURI.create(properties.uri());
        uri.setTimeout(properties.commandTimeout());
        client = RedisClient.create(resources);
        client.setOptions(options(properties, true));
        onceClient = RedisClient.create(resources);
        onceClient.setOptions(options(properties, false));
        connectShared();
    }

    private static ClientOptions options(BusProperties properties, boolean autoReconnect) {
        return ClientOptions.builder()
                .autoReconnect(autoReconnect)
                // Not RESP2: with it Lettuce 7.5 folds all messages of an XREAD into one.
                .protocolVersion(ProtocolVersion.RESP3)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(QUEUE)
                .timeoutOptions(TimeoutOptions.enabled(properties.commandTimeout()))
                .sslOptions(trust(properties))
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(properties.commandTimeout())
                        .tcpNoDelay(true)
                        .keepAlive(SocketOptions.KeepAliveOptions.builder()
                                .enable()
                                .idle(UNANSWERED)
                                .interval(Duration.ofSeconds(1))
                                .count(3)
                                .build())
                        .tcpUserTimeout(SocketOptions.TcpUserTimeoutOptions.builder()
                                .enable()
                                .tcpUserTimeout(UNANSWERED)
                                .build())
                        .build())
                .build();
    }

    /// Whether the way is encrypted, and whether the certificate is looked at, says the URI.
    private static SslOptions trust(BusProperties properties) {
        return properties.tlsAuthority().isBlank()
                ? SslOptions.create()
                : SslOptions.builder()
                        .jdkSslProvider()
                        .trustManager(new File(properties.tlsAuthority()))
                        .build();
    }

    private static final class OneWriteATurn implements NettyCustomizer {
        @Override
        public void afterChannelInitialized(Channel channel) {
            channel.pipeline().addFirst(new FlushConsolidationHandler(FLUSHES, true));
        }
    }

    private void connectShared() {
        Schedulers.boundedElastic().schedule(() -> {
            if (closed) {
                return;
            }
            try {
                shared.set(client.connect(StringCodec.UTF8, uri));
            } catch (RuntimeException e) {
                // Any failure to connect is waited out; readiness tells meanwhile.
                log.warn("Redis cannot be reached yet: {}", e.toString());
                Schedulers.boundedElastic().schedule(this::connectShared, RETRY.toMillis(), TimeUnit.MILLISECONDS);
                return;
            }
            // Whoever came between the event of this connection and now has missed it.
            connected.forEach(Runnable::run);
        });
    }

    /// The shared connection's commands.
    ///
    /// @throws BusException while Redis was not reached for the first time
    public RedisAsyncCommands<String, String> commands() {
        StatefulRedisConnection<String, String> connection = shared.get();
        if (connection == null) {
            throw new BusException("Redis cannot be reached yet");
        }
        return connection.async();
    }

    /// One command on the shared connection, sent at subscription.
    public <T> Mono<T> call(
            java.util.function.Function<RedisAsyncCommands<String, String>, CompletionStage<T>> command) {
        Supplier<CompletionStage<T>> deferred = () -> command.apply(commands());
        return Mono.fromCompletionStage(deferred);
    }

    /// Tells of each connection that is made, now and later, and of each that is lost, before anything is
    /// sent on the one after it. Called on the bus's thread, of the first connection on others as well and
    /// perhaps more than once; what connects again by itself counts, and no other.
    public void onConnection(Runnable made, Runnable lost) {
        connected.add(made);
        client.addListener(new RedisConnectionStateListener() {
            @Override
            public void onRedisConnected(RedisChannelHandler<?, ?> connection, SocketAddress address) {
                made.run();
            }

            @Override
            public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
                lost.run();
            }
        });
        if (isConnected()) {
            made.run();
        }
    }

    /// A connection of one's own; the caller closes it. It connects again by itself.
    public Mono<StatefulRedisConnection<String, String>> open() {
        return Mono.fromCompletionStage(() -> client.connectAsync(StringCodec.UTF8, uri));
    }

    /// As [#open], but it does not connect again: whoever must know that Redis went away, or is another
    /// one, opens a new one.
    public Mono<StatefulRedisConnection<String, String>> openOnce() {
        return Mono.fromCompletionStage(() -> onceClient.connectAsync(StringCodec.UTF8, uri));
    }

    /// Where what is done on the bus is counted.
    MeterRegistry meters() {
        return meters;
    }

    /// Where records go that cannot be read.
    Poison poison() {
        return poison;
    }

    /// The one thread of the bus, on which every answer of Redis arrives. Nothing on it may block; work
    /// that is done on it, also with other servers than Redis, needs no passing between threads.
    public EventLoopGroup loop() {
        return loop;
    }

    public boolean isConnected() {
        StatefulRedisConnection<String, String> connection = shared.get();
        return connection != null && connection.isOpen();
    }

    @Override
    public void close() {
        closed = true;
        onceClient.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        var _ = resources.shutdown(0, 2, TimeUnit.SECONDS);
        var _ = loopProvider.shutdown(0, 2, TimeUnit.SECONDS);
    }
}
