package dev.dewberry.testsupport;

import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports.Binding;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.testcontainers.containers.GenericContainer;

/// A container that can be killed and started again with the same data on the same port, which
/// Testcontainers itself does not offer: its containers end with `stop()`, and an engine gives
/// another port at each start unless one is fixed.
final class FixedPortContainer {

    private static final Duration START = Duration.ofSeconds(90);

    private final GenericContainer<?> container;
    private final BooleanSupplier answers;
    private final int port = Ports.next();

    FixedPortContainer(GenericContainer<?> container, int innerPort, BooleanSupplier answers) {
        this.answers = answers;
        this.container = container;
        PortBinding binding = new PortBinding(Binding.bindPort(port), ExposedPort.tcp(innerPort));
        container
                .withExposedPorts(innerPort)
                .withCreateContainerCmdModifier(
                        command -> Objects.requireNonNullElseGet(command.getHostConfig(), HostConfig::new)
                                .withPortBindings(binding));
        Runtime.getRuntime().addShutdownHook(new Thread(container::stop, "stop-container"));
    }

    String host() {
        return container.getHost();
    }

    int port() {
        return port;
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
