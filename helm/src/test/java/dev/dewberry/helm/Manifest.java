package dev.dewberry.helm;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// An object as it goes to Kubernetes.
record Manifest(Map<String, Object> content) {

    private static final Set<String> PODS = Set.of("Pod", "Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob");

    @SuppressWarnings("unchecked")
    static Manifest of(Object document) {
        return new Manifest((Map<String, Object>) document);
    }

    String kind() {
        return text("kind");
    }

    String apiVersion() {
        return text("apiVersion");
    }

    String name() {
        return text("metadata", "name");
    }

    boolean hasPods() {
        return PODS.contains(kind());
    }

    /// The pod itself or the template of pods.
    Map<String, Object> pod() {
        return switch (kind()) {
            case "Pod" -> content;
            case "CronJob" -> map("spec", "jobTemplate", "spec", "template");
            default -> map("spec", "template");
        };
    }

    Map<String, Object> podSpec() {
        return map(pod(), "spec");
    }

    Map<String, Object> podLabels() {
        return map(pod(), "metadata", "labels");
    }

    List<Map<String, Object>> containers() {
        List<Map<String, Object>> containers = new ArrayList<>(list(podSpec(), "initContainers"));
        containers.addAll(list(podSpec(), "containers"));
        return containers;
    }

    String text(String... path) {
        return String.valueOf(get(content, path));
    }

    Map<String, Object> map(String... path) {
        return map(content, path);
    }

    List<Map<String, Object>> list(String... path) {
        return list(content, path);
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(Map<String, Object> from, String... path) {
        Object value = get(from, path);
        return value == null ? Map.of() : (Map<String, Object>) value;
    }

    @SuppressWarnings("unchecked")
    static List<Map<String, Object>> list(Map<String, Object> from, String... path) {
        Object value = get(from, path);
        return value == null ? List.of() : (List<Map<String, Object>>) value;
    }

    static Object get(Map<String, Object> from, String... path) {
        Object value = from;
        for (String key : path) {
            value = value instanceof Map<?, ?> map ? map.get(key) : null;
        }
        return value;
    }

    @Override
    public String toString() {
        return kind() + " " + name();
    }
}
