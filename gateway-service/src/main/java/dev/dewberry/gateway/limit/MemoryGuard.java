package dev.dewberry.gateway.limit;

import io.netty.util.internal.PlatformDependent;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;

/// Says whether memory is about to be short: what was still in use after the last collection of the heap's
/// largest pool, or Netty's direct buffers, come near their bound. New sockets are refused then; those that
/// are here need what is left.
public final class MemoryGuard {

    private static final double SHORT = 0.9;

    private final List<MemoryPoolMXBean> pools = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP && pool.isCollectionUsageThresholdSupported())
            .filter(pool -> pool.getName().contains("Old") || pool.getName().contains("Tenured"))
            .toList();

    public boolean isShort() {
        long maxDirect = PlatformDependent.maxDirectMemory();
        if (maxDirect > 0 && PlatformDependent.usedDirectMemory() > maxDirect * SHORT) {
            return true;
        }
        for (MemoryPoolMXBean pool : pools) {
            MemoryUsage afterCollection = pool.getCollectionUsage();
            if (afterCollection != null
                    && afterCollection.getMax() > 0
                    && afterCollection.getUsed() > afterCollection.getMax() * SHORT) {
                return true;
            }
        }
        return false;
    }
}
