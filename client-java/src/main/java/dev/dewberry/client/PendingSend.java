package dev.dewberry.client;

import java.util.concurrent.CompletableFuture;

/// A send that is not acknowledged, and who waits for it. Loop-confined.
final class PendingSend {

    final CompletableFuture<SendReceipt> receipt;
    StoredSend send;

    PendingSend(StoredSend send, CompletableFuture<SendReceipt> receipt) {
        this.send = send;
        this.receipt = receipt;
    }

    /// Whether the server would take the other one for a repetition of this one.
    boolean isSameAs(StoredSend other) {
        return send.to().equals(other.to())
                && send.content().canonical().equals(other.content().canonical());
    }
}
