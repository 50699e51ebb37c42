package dev.dewberry.helm;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The program `kubectl`, for the cluster that `KUBECONFIG` names and no other: a default could be anybody's.
final class Kubectl {

    private Kubectl() {}

    static Path config() {
        String file = System.getenv("KUBECONFIG");
        if (file == null || file.isBlank()) {
            throw new AssertionError("KUBECONFIG has to name the cluster to try the chart in");
        }
        return Path.of(file);
    }

    static String run(String... arguments) {
        return run("", List.of(arguments));
    }

    static String apply(String manifests, String... options) {
        List<String> arguments = new ArrayList<>(List.of("apply", "--filename=-"));
        arguments.addAll(List.of(options));
        return run(manifests, arguments);
    }

    /// Waits until all workloads of a kind are what they were told to be.
    static void rollout(String kind, String namespace, int minutes) {
        for (String name : run("--namespace", namespace, "get", kind, "--output=name")
                .lines()
                .toList()) {
            run("--namespace", namespace, "rollout", "status", name, "--timeout=" + minutes + "m");
        }
    }

    private static String run(String input, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of("kubectl", "--kubeconfig", config().toString()));
        command.addAll(arguments);
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            try (OutputStream to = process.getOutputStream()) {
                to.write(input.getBytes(StandardCharsets.UTF_8));
            }
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int exit = process.onExit().join().exitValue();
            if (exit != 0) {
                throw new AssertionError(
                        "kubectl " + String.join(" ", arguments) + " ended with " + exit + ": " + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException("kubectl is needed to try the chart in a cluster", e);
        }
    }
}
