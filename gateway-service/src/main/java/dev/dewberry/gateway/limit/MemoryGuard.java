package dev.dewberry.gateway.limit;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.util.internal.PlatformDependent;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.Arrays;
import java.util.List;

/// Says whether memory is about to be short: what was still in use after the last collection of the heap's
/// largest pool, or Netty's direct buffers, come near their bound. New sockets are refused then; those that
/// are here need what is left. Nearer still, some of these have to go. Thread-safe.
public final class MemoryGuard {

    private final double refuseFrom;
    private final double shedFrom;
    private final List<MemoryPoolMXBean> pools = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP && pool.isCollectionUsageThresholdSupported())
            .filter(pool -> pool.getName().contains("Old") || pool.getName().contains("Tenured"))
            .toList();
    private final List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans().stream()
            .filter(collector -> !collector.getName().contains("Young"))
            .filter(collector -> pools.stream()
                    .anyMatch(pool ->
                            Arrays.asList(collector.getMemoryPoolNames()).contains(pool.getName())))
            .toList();
    private long judged = collections();

    /// @param refuseFrom the share in use, of the heap or of direct memory, from which memory is short
    /// @param shedFrom the share of the heap in use from which there is too much already
    public MemoryGuard(double refuseFrom, double shedFrom) {
        this.refuseFrom = refuseFrom;
        this.shedFrom = shedFrom;
    }

    public boolean isShort() {
        return usedDirect() > refuseFrom || usedHeap() > refuseFrom;
    }

    /// Whether the last collection has left too much. It says so once for each collection: what it helped that
    /// sockets went is not seen before the next. Direct memory is no reason: the idle do not hold it, and those
    /// who do not read are closed for that.
    public synchronized boolean mustShed() {
        long now = collections();
        if (now == judged) {
            return false;
        }
        judged = now;
        return usedHeap() > shedFrom;
    }

    private static double usedDirect() {
        long max = PlatformDependent.maxDirectMemory();
        // Where Netty does without Unsafe it counts nothing itself, but its allocator does.
        long used = ByteBufAllocator.DEFAULT instanceof ByteBufAllocatorMetricProvider allocator
                ? allocator.metric().usedDirectMemory()
                : 0;
        return max > 0 ? (double) Math.max(used, PlatformDependent.usedDirectMemory()) / max : 0;
    }

    private double usedHeap() {
        double most = 0;
        for (MemoryPoolMXBean pool : pools) {
            MemoryUsage left = pool.getCollectionUsage();
            if (left != null && left.getMax() > 0) {
                most = Math.max(most, (double) left.getUsed() / left.getMax());
            }
        }
        return most;
    }

    private long collections() {
        long count = 0;
        for (GarbageCollectorMXBean collector : collectors) {
            count += collector.getCollectionCount();
        }
        return count;
    }
}
