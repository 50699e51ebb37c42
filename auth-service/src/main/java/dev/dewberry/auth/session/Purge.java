package dev.dewberry.auth.session;

import dev.dewberry.auth.database.Transactions;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/// Removes what has run out, in small pieces, so that nobody waits long for a lock.
@Component
public class Purge {

    private static final int PIECE = 1000;
    /// What is left is for the next minute.
    private static final int PIECES = 20;

    private final SessionStore sessions;
    private final DeviceStore devices;
    private final RevocationStore revocations;
    private final Transactions transactions;

    Purge(SessionStore sessions, DeviceStore devices, RevocationStore revocations, Transactions transactions) {
        this.sessions = sessions;
        this.devices = devices;
        this.revocations = revocations;
        this.transactions = transactions;
    }

    public Mono<Void> run() {
        return inPieces(sessions.purge()).then(inPieces(revocations.purge())).then(inPieces(devices.purge()));
    }

    private Mono<Void> inPieces(Mono<Long> piece) {
        return transactions
                .write(piece)
                .repeat(PIECES - 1)
                .takeWhile(removed -> removed >= PIECE)
                .then();
    }
}
