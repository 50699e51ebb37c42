package dev.dewberry.systemtests.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;

/// Signals for which Java has no method.
public final class Signals {

    private Signals() {}

    /// @param name without SIG
    public static void send(long pid, String name) {
        try {
            Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start();
            if (kill.waitFor() != 0) {
                throw new IllegalStateException("process " + pid + " does not take " + name);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
