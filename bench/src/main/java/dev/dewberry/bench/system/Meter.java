package dev.dewberry.bench.system;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Takes CPU time and memory of the system's processes between [#start] and [#stop]. Which processes there are is asked
/// before, and again afterwards only where one is gone: asking costs CPU time of the very cores that are measured.
/// Not thread-safe.
public final class Meter {
    private final ProcFiles proc = new ProcFiles();
    private final SystemUnderTest system;
    private final long self = ProcessHandle.current().pid();
    private List<ServerProcess> processes;
    private Map<Long, Reading> first = new LinkedHashMap<>();
    private long startedAt;

    private record Reading(String role, double cpu, long written, long switches) {}

    /// @param cpuSeconds within the time measured
    /// @param pssBytes at its end
    /// @param voluntarySwitches how often a thread of it went to wait, within the time measured
    public record Use(
            String role,
            long pid,
            double cpuSeconds,
            long pssBytes,
            long residentBytes,
            long writtenBytes,
            long voluntarySwitches,
            String cpus) {}

    /// @param seconds how long was measured
    /// @param processes those of the system, none where it runs elsewhere
    /// @param generatorCpuSeconds of the generator itself: near `seconds`, it was the limit
    public record Usage(double seconds, List<Use> processes, double generatorCpuSeconds) {
        public double cpuSeconds() {
            return processes.stream().mapToDouble(Use::cpuSeconds).sum();
        }

        public long pssBytes() {
            return processes.stream().mapToLong(Use::pssBytes).sum();
        }

        public long pssOf(String role) {
            return of(role).mapToLong(Use::pssBytes).sum();
        }

        public long residentOf(String role) {
            return of(role).mapToLong(Use::residentBytes).sum();
        }

        private Stream<Use> of(String role) {
            return processes.stream().filter(use -> use.role().contains(role));
        }
    }

    public Meter(SystemUnderTest system) {
        this.system = system;
        this.processes = system.processes();
    }

    public void start() {
        startedAt = System.nanoTime();
        first = readings();
    }

    private Map<Long, Reading> readings() {
        var readings = new LinkedHashMap<Long, Reading>();
        for (ServerProcess process : processes) {
            readings.put(
                    process.pid(),
                    new Reading(
                            process.role(),
                            proc.cpuSeconds(process.pid()),
                            proc.writtenBytes(process.pid()),
                            proc.voluntarySwitches(process.pid())));
        }
        readings.put(self, new Reading("generator", proc.cpuSeconds(self), 0, 0));
        return readings;
    }

    public Usage stop() {
        double seconds = (System.nanoTime() - startedAt) / 1e9;
        if (processes.stream()
                .anyMatch(process -> ProcessHandle.of(process.pid()).isEmpty())) {
            processes = system.processes();
        }
        Map<Long, Reading> last = readings();
        var uses = new ArrayList<Use>();
        last.forEach((pid, now) -> {
            if (pid != self) {
                Reading before = first.getOrDefault(pid, new Reading(now.role(), 0, 0, 0));
                uses.add(new Use(
                        now.role(),
                        pid,
                        now.cpu() - before.cpu(),
                        proc.pss(pid),
                        proc.resident(pid),
                        now.written() - before.written(),
                        // Threads that ended meanwhile took theirs with them.
                        Math.max(0, now.switches() - before.switches()),
                        proc.allowedCpus(pid)));
            }
        });
        Reading mine = last.get(self);
        Reading before = first.get(self);
        double own = mine == null || before == null ? 0 : mine.cpu() - before.cpu();
        return new Usage(seconds, uses, own);
    }
}
