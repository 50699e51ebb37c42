package dev.dewberry.systemtests.nodes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/// Three nodes at one switch, to which this JVM is connected, too.
final class Network implements AutoCloseable {

    /// Of the addresses that are kept for measuring between networks (RFC 2544).
    static final String PREFIX = "198.18.78.";

    private final String bridge = "dwb" + ProcessHandle.current().pid();
    private final List<Node> nodes;

    Network(Path logs) {
        try {
            Files.createDirectories(logs);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Node.run("ip", "link", "add", bridge, "type", "bridge");
        Node.run("ip", "addr", "add", PREFIX + "1/24", "dev", bridge);
        Node.run("ip", "link", "set", bridge, "up");
        nodes = IntStream.rangeClosed(1, 3)
                .mapToObj(number -> new Node(bridge, number, logs))
                .toList();
    }

    List<Node> nodes() {
        return nodes;
    }

    @Override
    public void close() {
        nodes.forEach(Node::close);
        Node.run("ip", "link", "del", bridge);
    }
}
