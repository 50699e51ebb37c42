package dev.dewberry.systemtests.uplink;

import dev.dewberry.systemtests.cluster.Commands;
import java.util.ArrayList;
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
        Commands.run("ip", "netns", "add", away);
        Commands.run("ip", "link", "add", device, "type", "veth", "peer", "name", "line", "netns", away);
        Commands.run("ip", "addr", "add", HERE + "/30", "dev", device);
        Commands.run("ip", "link", "set", device, "up");
        Commands.run("ip", "-n", away, "addr", "add", THERE + "/30", "dev", "line");
        Commands.run("ip", "-n", away, "link", "set", "line", "up");
    }

    /// The device by which this host reaches the line.
    String device() {
        return device;
    }

    /// As a modem does it: so much a second, and a long queue in which everything waits for its turn.
    void narrow(int kbit) {
        Commands.run(
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
        Commands.run("tc", "qdisc", "del", "dev", device, "root");
    }

    /// What a command in the other network prints.
    List<String> there(List<String> command) {
        List<String> whole = new ArrayList<>(List.of("ip", "netns", "exec", away));
        whole.addAll(command);
        return Commands.run(whole.toArray(String[]::new));
    }

    @Override
    public void close() {
        Commands.run("ip", "link", "del", device);
        Commands.run("ip", "netns", "del", away);
    }
}
