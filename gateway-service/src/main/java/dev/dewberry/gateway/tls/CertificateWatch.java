package dev.dewberry.gateway.tls;

import java.time.Duration;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
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
        watching = Flux.interval(period, Schedulers.boundedElastic())
                .onBackpressureDrop()
                .subscribe(tick -> tls.refresh());
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
