package dev.dewberry.auth.admin;

import dev.dewberry.auth.account.AccountStore;
import dev.dewberry.auth.database.Transactions;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Tells how many administrators there are, as the table says: also of one whom somebody has written into it, past
/// this service.
@Component
public class AdministratorCount {

    private final AccountStore accounts;
    private final Transactions transactions;
    /// Not known before the first look: a rise from 0 would look like a new administrator.
    private final AtomicReference<Double> last = new AtomicReference<>(Double.NaN);

    AdministratorCount(AccountStore accounts, Transactions transactions, MeterRegistry meters) {
        this.accounts = accounts;
        this.transactions = transactions;
        Gauge.builder("dewberry.auth.administrators", last, AtomicReference::get)
                .description("Accounts that are administrators'")
                .register(meters);
    }

    public Mono<Void> look() {
        return transactions
                .read(accounts.administrators())
                .doOnNext(count -> last.set(count.doubleValue()))
                .then();
    }
}
