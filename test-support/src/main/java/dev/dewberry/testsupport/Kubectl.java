package dev.dewberry.testsupport;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The program `kubectl`, for the cluster that `KUBECONFIG` names and no other: a default could be anybody's.
public final class Kubectl {

    private Kubectl() {}

    public static Path config() {
        String file = System.getenv("KUBECONFIG");
        if (file == null || file.isBlank()) {
            throw new AssertionError("KUBECONFIG has to name the cluster to try the chart in");
        }
        return Path.of(file);
    }

    public static String run(String... arguments) {
        return run("", List.of(arguments));
    }

    public static String apply(String manifests, String... options) {
        List<String> arguments = new ArrayList<>(List.of("apply", "--filename=-"));
        arguments.addAll(List.of(options));
        return run(manifests, arguments);
    }

    /// Makes a namespace anew, which takes only pods of the restricted Pod Security Standard.
    public static void newNamespace(String name) {
        removeNamespace(name);
        apply("""
                apiVersion: v1
                kind: Namespace
                metadata:
                  name: %s
                  labels:
                    pod-security.kubernetes.io/enforce: restricted
                    pod-security.kubernetes.io/warn: restricted
                """.formatted(name));
    }

    /// With all that is in it, where it is there.
    public static void removeNamespace(String name) {
        run("delete", "namespace", name, "--ignore-not-found", "--timeout=5m");
    }

    /// Waits until all workloads of a kind are what they were told to be.
    public static void rollout(String kind, String namespace, int minutes) {
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
