package dev.dewberry.storage.publish;

import dev.dewberry.platform.bus.BusException;

/// Somebody else has published in between; looking again shows what is left to do.
final class OvertakenException extends BusException {

    private static final long serialVersionUID = 1L;

    OvertakenException(int partition, String published) {
        super("somebody else has published " + published + " of partition " + partition);
    }
}
