package dev.dewberry.systemtests.uplink;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A network namespace with one thin line to it, the only way to the host where people are. Only root can make one.
final class Line implements AutoCloseable {

    /// Of the addresses that are kept for measuring between networks (RFC 2544).
    static final String HERE = "198.18.77.1";

    private static final String THERE = "198.18.77.2";

    private final String away;
    private final String device;

    Line() {
        String pid = Long.toString(ProcessHandle.current().pid());
        away = "dw" + pid;
        device = "dwl" + pid;
        run("ip", "netns", "add", away);
        run("ip", "link", "add", device, "type", "veth", "peer", "name", "line", "netns", away);
        run("ip", "addr", "add", HERE + "/30", "dev", device);
        run("ip", "link", "set", device, "up");
        run("ip", "-n", away, "addr", "add", THERE + "/30", "dev", "line");
        run("ip", "-n", away, "link", "set", "line", "up");
    }

    /// The device by which this host reaches the line.
    String device() {
        return device;
    }

    /// As a modem does it: so much a second, and a long queue in which everything waits for its turn.
    void narrow(int kbit) {
        run(
                "tc",
                "qdisc",
                "add",
                "dev",
                device,
                "root",
                "tbf",
                "rate",
                kbit + "kbit",
                "burst",
                "16kb",
                "latency",
                "1500ms");
    }

    void widen() {
        run("tc", "qdisc", "del", "dev", device, "root");
    }

    /// What a command in the other network prints.
    List<String> there(List<String> command) {
        List<String> whole = new ArrayList<>(List.of("ip", "netns", "exec", away));
        whole.addAll(command);
        return run(whole.toArray(String[]::new));
    }

    /// @return what it printed
    static List<String> run(String... command) {
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

    @Override
    public void close() {
        run("ip", "link", "del", device);
        run("ip", "netns", "del", away);
    }
}
