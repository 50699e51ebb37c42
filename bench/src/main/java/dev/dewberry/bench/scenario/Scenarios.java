package dev.dewberry.bench.scenario;

import dev.dewberry.bench.BenchException;
import java.util.LinkedHashMap;
import java.util.Map;

/// All scenarios by the names they have on the command line.
public final class Scenarios {
    private static final Map<String, Scenario> BY_NAME = new LinkedHashMap<>();

    static {
        BY_NAME.put("connect", new Connect());
        BY_NAME.put("pairs", new Pairs());
        BY_NAME.put("group", new OneGroup());
        BY_NAME.put("teams", new Teams());
        BY_NAME.put("storm", new Storm());
        BY_NAME.put("idle", new Idle());
        BY_NAME.put("peak", new Peak());
    }

    private Scenarios() {}

    public static Scenario named(String name) {
        Scenario scenario = BY_NAME.get(name);
        if (scenario == null) {
            throw new BenchException("There is no scenario '" + name + "'.\n" + list());
        }
        return scenario;
    }

    public static String list() {
        var text = new StringBuilder("Scenarios:\n");
        BY_NAME.forEach((name, scenario) -> text.append("  %-8s %s%n".formatted(name, scenario.summary())));
        return text.toString();
    }
}
