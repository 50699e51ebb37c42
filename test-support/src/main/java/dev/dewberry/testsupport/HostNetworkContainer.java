package dev.dewberry.testsupport;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.testcontainers.containers.GenericContainer;

/// A container that can be killed and started again with the same data on the same port, which
/// Testcontainers itself does not offer: its containers end with `stop()`. It has the host's network,
/// so that nothing of the engine's bridges and address translation is between a test and its server;
/// the server is to listen on 127.0.0.1 alone.
final class HostNetworkContainer {

    private static final Duration START = Duration.ofSeconds(90);

    private final GenericContainer<?> container;
    private final BooleanSupplier answers;

    /// `answers` tells whether the server is there, and is asked until it is.
    HostNetworkContainer(GenericContainer<?> container, BooleanSupplier answers) {
        this.answers = answers;
        this.container = container.withNetworkMode("host");
        Runtime.getRuntime().addShutdownHook(new Thread(container::stop, "stop-container"));
    }

    void start() {
        if (container.getContainerId() == null) {
            container.start();
        } else if (!container.isRunning()) {
            container
                    .getDockerClient()
                    .startContainerCmd(container.getContainerId())
                    .exec();
        }
        awaitAnswer();
    }

    void stop() {
        container.getDockerClient().stopContainerCmd(container.getContainerId()).exec();
    }

    void kill() {
        if (container.isRunning()) {
            container
                    .getDockerClient()
                    .killContainerCmd(container.getContainerId())
                    .exec();
        }
    }

    private void awaitAnswer() {
        long end = System.nanoTime() + START.toNanos();
        while (!answers.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(container.getDockerImageName() + " does not answer after " + START
                        + ":\n" + container.getLogs());
            }
            try {
                // A server that starts tells nobody when it is ready.
                Thread.sleep(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted", e);
            }
        }
    }
}
