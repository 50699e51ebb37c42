package dev.dewberry.gateway.tls;

import dev.dewberry.platform.time.Recurring;
import java.time.Duration;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/// Looks at the certificate's files now and then, so that a renewal needs no restart.
public final class CertificateWatch implements SmartLifecycle {

    private final ServerTls tls;
    private final Duration period;
    private volatile Disposable watching = () -> {};
    private volatile boolean running;

    public CertificateWatch(ServerTls tls, Duration period) {
        this.tls = tls;
        this.period = period;
    }

    @Override
    public void start() {
        running = true;
        // It reads files.
        watching = Recurring.every(
                        period,
                        period,
                        Schedulers.boundedElastic(),
                        "Looking at the certificate",
                        _ -> Mono.fromRunnable(tls::refresh))
                .subscribe();
    }

    @Override
    public void stop() {
        running = false;
        watching.dispose();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
