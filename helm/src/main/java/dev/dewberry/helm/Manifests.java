package dev.dewberry.helm;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What `kubectl apply -k` installs, rendered from the chart: a file for each component, and a `kustomization.yaml`.
public final class Manifests {

    private static final String NAME = "dewberry";
    private static final Pattern SOURCE = Pattern.compile("# Source: [^/]+/templates/(?:([^/\n]+)/)?[^\n]*\n");
    private static final String HEAD =
            "# Rendered from helm/dewberry by `./dewberry manifests`; changes belong there, or into an overlay.\n";

    private Manifests() {}

    /// @param module the folder that holds the chart and the values
    /// @return the contents by the name of the file
    public static Map<String, String> render(Path module) {
        String all = new Chart(module.resolve("dewberry")).render(NAME, module.resolve("k8s-values.yaml"));
        Map<String, String> files = new TreeMap<>();
        for (String document : all.split("(?m)^---\n")) {
            Matcher source = SOURCE.matcher(document);
            if (!source.find() || document.isBlank()) {
                continue;
            }
            String component = source.group(1) == null ? "all" : source.group(1);
            files.merge(component + ".yaml", "---\n" + plain(document.substring(source.end())), String::concat);
        }
        files.replaceAll((name, content) -> HEAD + content);
        files.put("namespace.yaml", HEAD + namespace());
        files.put("kustomization.yaml", HEAD + kustomization(files));
        return files;
    }

    /// Nobody manages these with Helm.
    private static String plain(String document) {
        return document.replaceAll("(?m)^ *helm\\.sh/chart: .*\n", "")
                .replaceAll("(?m)^( *app\\.kubernetes\\.io/managed-by: )Helm$", "$1kubectl")
                .replaceAll("(?m)[ \t]+$", "");
    }

    private static String namespace() {
        return """
                apiVersion: v1
                kind: Namespace
                metadata:
                  name: %s
                  labels:
                    # Every pod keeps the strictest of the standards.
                    pod-security.kubernetes.io/enforce: restricted
                    pod-security.kubernetes.io/warn: restricted
                """.formatted(NAME);
    }

    private static String kustomization(Map<String, String> files) {
        StringBuilder text = new StringBuilder("""
                apiVersion: kustomize.config.k8s.io/v1beta1
                kind: Kustomization
                namespace: %s
                resources:
                """.formatted(NAME));
        files.keySet().stream()
                .sorted()
                .forEach(name -> text.append("  - ").append(name).append('\n'));
        return text.toString();
    }
}
