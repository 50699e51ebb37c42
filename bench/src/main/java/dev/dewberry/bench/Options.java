package dev.dewberry.bench;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What was asked for on the command line: `--name value`, or `--name` alone for yes.
public final class Options {
    private static final Set<String> NUMBERS = Set.of(
            "users",
            "rate",
            "seconds",
            "warmup",
            "groups",
            "group-size",
            "bytes",
            "typing",
            "watch",
            "at-once",
            "verify",
            "settle",
            "seed",
            "limit-ms",
            "limit-mean-ms",
            "limit-mib",
            "limit-kib",
            "limit-share",
            "limit-share-triple",
            "least-rate",
            "recover-within",
            "rest",
            "warmup-rate",
            "live",
            "live-rate",
            "missed",
            "events",
            "pages",
            "dedupe",
            "months",
            "limit-history-ms",
            "from-rate",
            "to-rate",
            "step-seconds",
            "step-warmup",
            "server-cpu",
            "generator-cpu",
            "reconnect-within",
            "fsync-ms",
            "minutes",
            "sample-seconds",
            "times",
            "limit-seconds",
            "chatting",
            "limit-growth",
            "limit-growth-p99",
            "limit-percent",
            "limit-connection-percent",
            "limit-gateway-mib",
            "flooders",
            "returning");
    private static final Set<String> TEXTS =
            Set.of("target", "admin", "password", "kill", "results", "data", "arrivals", "quota", "only");
    private static final Set<String> FLAGS =
            Set.of("aes", "tls", "bare", "publish", "keep", "sync", "random-ids", "no-calibration", "no-pin");

    private final Map<String, String> given;
    private final Map<String, String> used = new TreeMap<>();

    private Options(Map<String, String> given) {
        this.given = given;
    }

    public static Options parse(String... arguments) {
        var given = new TreeMap<String, String>();
        for (int i = 0; i < arguments.length; i++) {
            String argument = arguments[i];
            String name = argument.startsWith("--") ? argument.substring(2) : "";
            if (FLAGS.contains(name)) {
                given.put(name, "yes");
            } else if ((NUMBERS.contains(name) || TEXTS.contains(name)) && i + 1 < arguments.length) {
                given.put(name, checked(name, arguments[++i]));
            } else {
                throw new BenchException("Unknown option or value missing: " + argument + ". Options: " + all());
            }
        }
        return new Options(given);
    }

    private static String checked(String name, String value) {
        if (NUMBERS.contains(name)) {
            try {
                if (Double.parseDouble(value) < 0) {
                    throw new BenchException("--" + name + " must not be negative");
                }
            } catch (NumberFormatException e) {
                throw new BenchException("--" + name + " wants a number, not '" + value + "'", e);
            }
        }
        return value;
    }

    private static String all() {
        var names = new TreeSet<String>();
        NUMBERS.forEach(name -> names.add("--" + name + " N"));
        TEXTS.forEach(name -> names.add("--" + name + " TEXT"));
        FLAGS.forEach(name -> names.add("--" + name));
        return String.join(", ", names);
    }

    public double number(String name, double otherwise) {
        boolean whole = otherwise == Math.rint(otherwise);
        String value = given.getOrDefault(name, whole ? Long.toString((long) otherwise) : Double.toString(otherwise));
        used.put(name, value);
        return Double.parseDouble(value);
    }

    public int count(String name, int otherwise) {
        return (int) number(name, otherwise);
    }

    /// Whether it was on the command line.
    public boolean given(String name) {
        return given.containsKey(name);
    }

    public boolean flag(String name) {
        return given.containsKey(name);
    }

    public @Nullable String text(String name) {
        return given.get(name);
    }

    public String text(String name, String otherwise) {
        return given.getOrDefault(name, otherwise);
    }

    /// The address of a system that runs elsewhere, or null where the bench starts its own.
    public @Nullable URI target() {
        String target = given.get("target");
        return target == null ? null : URI.create(target);
    }

    /// For the report: what was given and what the scenario took for the rest. Passwords stay out of it.
    public Map<String, String> inEffect() {
        var shown = new TreeMap<>(used);
        shown.putAll(given);
        List.of("password", "results", "data", "publish", "keep").forEach(shown::remove);
        return shown;
    }
}
