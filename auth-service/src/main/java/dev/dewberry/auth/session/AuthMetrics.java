package dev.dewberry.auth.session;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import org.springframework.stereotype.Component;

/// Counts what happens to accounts and sessions. No user appears in a tag.
@Component
public class AuthMetrics {

    public enum Login {
        OK,
        BAD_CREDENTIALS,
        RATE_LIMITED,
        BANNED
    }

    public enum Refresh {
        ROTATED,
        REPLAYED,
        REUSED,
        UNKNOWN
    }

    private final MeterRegistry registry;

    public AuthMetrics(MeterRegistry registry) {
        this.registry = registry;
        // Registered at once, so that a graph shows zero and not nothing.
        for (Login outcome : Login.values()) {
            logins(outcome);
        }
        for (Refresh outcome : Refresh.values()) {
            refreshes(outcome);
        }
        for (RevocationReason reason : RevocationReason.values()) {
            revocations(reason);
        }
    }

    void login(Login outcome) {
        logins(outcome).increment();
    }

    void refresh(Refresh outcome) {
        refreshes(outcome).increment();
    }

    void revoked(RevocationReason reason, int count) {
        revocations(reason).increment(count);
    }

    private Counter logins(Login outcome) {
        return Counter.builder("dewberry.auth.logins")
                .description("Attempts to sign in")
                .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }

    private Counter refreshes(Refresh outcome) {
        return Counter.builder("dewberry.auth.refreshes")
                .description("Refresh tokens shown; reused ones ended their session")
                .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }

    private Counter revocations(RevocationReason reason) {
        return Counter.builder("dewberry.auth.revocations")
                .description("Sessions that ended before their time")
                .tag("reason", reason.wire())
                .register(registry);
    }
}
