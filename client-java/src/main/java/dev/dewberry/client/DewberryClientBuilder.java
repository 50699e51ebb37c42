package dev.dewberry.client;

import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Sets up a [DewberryClient]. Not thread-safe.
public final class DewberryClientBuilder {

    private static final Duration READ_TIMEOUT = Duration.ofSeconds(15);

    private final List<URI> entries;
    private Credentials credentials = Credentials.stored();
    private ClientStore store = new InMemoryClientStore();
    private Listener listener = new Listener() {};
    private ClientSettings settings = ClientSettings.DEFAULT;
    private TokenKeeper.Device device = new TokenKeeper.Device("Java client", "java");
    private @Nullable Executor callbackExecutor;

    DewberryClientBuilder(List<String> entries) {
        this.entries = entries.stream()
                .map(DewberryClientBuilder::address)
                .collect(Collectors.collectingAndThen(Collectors.toList(), Collections::unmodifiableList));
    }

    /// Said at once: what is no address would look like a server that is away for ever.
    private static URI address(String entry) {
        URI address = URI.create(entry);
        if (address.getScheme() == null
                || !address.getScheme().matches("(?i)https?|wss?")
                || address.getRawAuthority() == null) {
            throw new IllegalArgumentException("an entry address looks like https://chat.example.org, not " + entry);
        }
        return address;
    }

    public DewberryClientBuilder credentials(Credentials credentials) {
        this.credentials = credentials;
        return this;
    }

    /// Default: in memory.
    public DewberryClientBuilder store(ClientStore store) {
        this.store = store;
        return this;
    }

    public DewberryClientBuilder listener(Listener listener) {
        this.listener = listener;
        return this;
    }

    public DewberryClientBuilder settings(ClientSettings settings) {
        this.settings = settings;
        return this;
    }

    /// How the user finds this device in his list.
    ///
    /// @param kind 1-32 characters, such as `android`
    public DewberryClientBuilder device(String name, String kind) {
        device = new TokenKeeper.Device(name, kind);
        return this;
    }

    /// Where the listener is called, such as the main thread of an app; default: a thread of the client's own. It
    /// may have any number of threads: calls still come one after another.
    public DewberryClientBuilder callbackExecutor(Executor callbackExecutor) {
        this.callbackExecutor = callbackExecutor;
        return this;
    }

    public DewberryClient build() {
        Loop loop = new ThreadLoop("dewberry-client");
        OkHttpTransport transport = new OkHttpTransport(settings.attemptTimeout(), READ_TIMEOUT);
        ExecutorService own = null;
        Executor executor = callbackExecutor;
        if (executor == null) {
            own = Executors.newSingleThreadExecutor(task -> {
                Thread thread = new Thread(task, "dewberry-listener");
                thread.setDaemon(true);
                return thread;
            });
            executor = own;
        }
        ExecutorService toShutDown = own;
        Options options = new Options(credentials, store, listener, settings, device, executor);
        return new DewberryClient(loop, transport, transport, new Entries(entries), options, () -> {
            transport.close();
            loop.close();
            if (toShutDown != null) {
                toShutDown.shutdown();
            }
        });
    }

    record Options(
            Credentials credentials,
            ClientStore store,
            Listener listener,
            ClientSettings settings,
            TokenKeeper.Device device,
            Executor callbackExecutor) {}
}
