package dev.dewberry.client;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The sends that are in the store, and whether there is room for one more. Thread-safe: whoever sends asks here
/// first, on his own thread.
final class SendRegister {

    /// Unacknowledged sends of one client. More would only be lost later, when the device runs out of room.
    static final int CAPACITY = 1000;

    private final ClientStore store;
    private final Set<String> clientIds = new HashSet<>();
    private boolean closed;

    SendRegister(ClientStore store) {
        this.store = store;
        store.sends().forEach(send -> clientIds.add(send.clientId()));
    }

    List<StoredSend> sends() {
        return store.sends();
    }

    /// Takes a send into the store. One that is there already stays as it is.
    ///
    /// @return why it is not taken, or `null`
    synchronized @Nullable DewberryException admit(StoredSend send) {
        if (closed) {
            return new DewberryException(DewberryException.STOPPED, "the client was closed");
        }
        if (clientIds.contains(send.clientId())) {
            return null;
        }
        if (clientIds.size() >= CAPACITY) {
            return new DewberryException(
                    DewberryException.OUTBOX_FULL, CAPACITY + " sends are not acknowledged yet; wait for some of them");
        }
        store.saveSend(send);
        clientIds.add(send.clientId());
        return null;
    }

    /// The same, for one that was admitted as a repetition, of which the first was finished meanwhile.
    synchronized void ensure(StoredSend send) {
        if (clientIds.add(send.clientId())) {
            store.saveSend(send);
        }
    }

    synchronized void tried(StoredSend send) {
        store.saveSend(send);
    }

    synchronized void remove(String clientId) {
        clientIds.remove(clientId);
        store.removeSend(clientId);
    }

    /// Admits nothing any more.
    synchronized void close() {
        closed = true;
    }
}
