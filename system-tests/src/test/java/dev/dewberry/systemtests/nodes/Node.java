package dev.dewberry.systemtests.nodes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A machine as far as the network goes: a namespace with one cable to a switch. Only root can make one. What runs on
/// it
/// never outlives this JVM.
final class Node implements AutoCloseable {

    /// The kernel takes the thread that started a process for its parent, so it has to live as long as the JVM.
    private static final ExecutorService PARENT = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "nodes");
        thread.setDaemon(true);
        return thread;
    });

    private final int number;
    private final String namespace;
    private final String cable;
    private final Path logs;
    private final List<Process> processes = new ArrayList<>();

    Node(String bridge, int number, Path logs) {
        this.number = number;
        this.logs = logs;
        String pid = Long.toString(ProcessHandle.current().pid());
        namespace = "dwn" + number + "-" + pid;
        cable = "dwc" + number + "-" + pid;
        run("ip", "netns", "add", namespace);
        run("ip", "link", "add", cable, "type", "veth", "peer", "name", "eth0", "netns", namespace);
        run("ip", "link", "set", cable, "master", bridge);
        run("ip", "-n", namespace, "addr", "add", address() + "/24", "dev", "eth0");
        run("ip", "-n", namespace, "link", "set", "lo", "up");
        run("ip", "-n", namespace, "link", "set", "eth0", "up");
        plug();
    }

    String address() {
        return Network.PREFIX + (10 + number);
    }

    void unplug() {
        run("ip", "link", "set", cable, "down");
    }

    void plug() {
        run("ip", "link", "set", cable, "up");
    }

    /// Starts something that stays.
    Process start(String name, Map<String, String> environment, List<String> command) {
        List<String> whole =
                new ArrayList<>(List.of("setpriv", "--pdeathsig", "KILL", "--", "ip", "netns", "exec", namespace));
        whole.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(whole)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        logs.resolve(name + "-" + number + ".log").toFile()));
        builder.environment().putAll(environment);
        try {
            Process process = PARENT.submit(builder::start).get();
            processes.add(process);
            return process;
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot start " + name, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// @return what it printed, nothing where it failed
    String ask(String... command) {
        List<String> whole = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
        whole.addAll(List.of(command));
        Printed printed = execute(whole.toArray(String[]::new));
        return printed.code() == 0 ? printed.text().strip() : "";
    }

    private record Printed(int code, String text) {}

    static String run(String... command) {
        Printed printed = execute(command);
        if (printed.code() != 0) {
            throw new IllegalStateException(Arrays.toString(command) + ": " + printed.text());
        }
        return printed.text();
    }

    private static Printed execute(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Printed(process.waitFor(), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        processes.forEach(Process::destroyForcibly);
        processes.forEach(process -> process.onExit().join());
        run("ip", "link", "del", cable);
        run("ip", "netns", "del", namespace);
    }

    @Override
    public String toString() {
        return "node " + number;
    }
}
