package dev.dewberry.auth.inner;

import dev.dewberry.auth.account.AccountStore;
import dev.dewberry.auth.database.Transactions;
import dev.dewberry.auth.key.KeyRing;
import dev.dewberry.auth.session.RevocationList;
import dev.dewberry.auth.session.RevocationStore;
import dev.dewberry.platform.error.DewberryException;
import dev.dewberry.protocol.UserId;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// `/internal/v1`: what gateways and message-services ask. Only services get here; the platform's filter sees to
/// that.
@RestController
@RequestMapping("/internal/v1")
class InnerController {

    private static final int MAX_IDS = 5000;
    private static final int IDS_PER_QUERY = 1000;

    private final KeyRing keys;
    private final RevocationStore revocations;
    private final AccountStore accounts;
    private final Transactions transactions;

    InnerController(KeyRing keys, RevocationStore revocations, AccountStore accounts, Transactions transactions) {
        this.keys = keys;
        this.revocations = revocations;
        this.accounts = accounts;
        this.transactions = transactions;
    }

    record Ids(@NotNull List<@NotNull String> ids) {}

    @GetMapping(path = "/jwks", produces = MediaType.APPLICATION_JSON_VALUE)
    Mono<String> jwks() {
        return Mono.fromCallable(keys::published);
    }

    @GetMapping("/revocations")
    Mono<RevocationList> revocations(@RequestParam(defaultValue = "0") long after) {
        return transactions.read(revocations.after(after));
    }

    @PostMapping("/users/existing")
    Mono<Ids> existing(@Valid @RequestBody Ids request) {
        if (request.ids().size() > MAX_IDS) {
            throw DewberryException.badFrame("ids has at most " + MAX_IDS + " entries");
        }
        Flux<UserId> users = Flux.fromIterable(request.ids()).map(UserId::parse).distinct();
        return transactions
                .read(users.buffer(IDS_PER_QUERY)
                        .concatMap(accounts::existing)
                        .map(UserId::toString)
                        .collectList())
                .map(Ids::new);
    }
}
