package dev.dewberry.setup.secret;

import java.util.Map;

/// A named set of texts as it is stored.
///
/// @param type as Kubernetes calls it
/// @param ours made by this tool; nothing else is ever changed
/// @param version changes with the content; empty before it is stored
public record Secret(String name, String type, boolean ours, String version, Map<String, String> values) {

    static final String OPAQUE = "Opaque";
    static final String TLS = "kubernetes.io/tls";

    public Secret {
        values = Map.copyOf(values);
    }

    /// One to be stored.
    static Secret made(String name, String type, Map<String, String> values) {
        return new Secret(name, type, true, "", values);
    }

    /// Names alone, so that no value gets into a log by accident.
    @Override
    public String toString() {
        return name + values.keySet();
    }
}
