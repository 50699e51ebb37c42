package dev.dewberry.systemtests.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// Commands of this machine that prepare a test. Thread-safe.
public final class Commands {

    private Commands() {}

    /// Waits for its end, which has to be a success.
    ///
    /// @return the lines that it printed
    /// @throws IllegalStateException with all that it printed, if it failed
    public static List<String> run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(Arrays.toString(command) + ": " + printed);
            }
            return printed.lines().toList();
        } catch (IOException e) {
            throw new IllegalStateException(Arrays.toString(command), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
