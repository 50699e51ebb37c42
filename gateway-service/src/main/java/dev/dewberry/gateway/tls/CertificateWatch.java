package dev.dewberry.gateway.tls;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/// Looks at the certificate's files now and then, so that a renewal needs no restart.
public final class CertificateWatch implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(CertificateWatch.class);

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
                .doOnNext(tick -> tls.refresh())
                .doOnError(error -> log.error("The certificate could not be looked at", error))
                // A renewal months from now must not be missed for a fault of today.
                .retry()
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
