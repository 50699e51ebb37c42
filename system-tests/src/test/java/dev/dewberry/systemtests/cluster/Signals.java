package dev.dewberry.systemtests.cluster;

import java.util.ArrayList;
import java.util.List;

/// Signals for which Java has no method.
public final class Signals {

    private Signals() {}

    /// @param name without SIG
    public static void send(long pid, String name) {
        send(List.of(pid), name);
    }

    /// To all of them at once, as far as one can.
    ///
    /// @param name without SIG
    static void send(List<Long> pids, String name) {
        List<String> command = new ArrayList<>(List.of("kill", "-" + name));
        pids.forEach(pid -> command.add(Long.toString(pid)));
        Commands.run(command.toArray(String[]::new));
    }
}
