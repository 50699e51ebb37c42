package dev.dewberry.storage.commit;

import java.util.Set;

/// Another storage-service has taken these partitions. Nothing was written.
public final class FencedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // never serialized
    private final Set<Integer> partitions;

    FencedException(Set<Integer> partitions) {
        super("another storage-service owns the partitions " + partitions, null, false, false);
        this.partitions = partitions;
    }

    public Set<Integer> partitions() {
        return partitions;
    }
}
