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

    private static final String COMMON = """
            For all: --bare (no marks, typing, watching), --bytes 64 (text), --typing 10 (percent), --watch 20 (users),
              --sync (after every welcome), --at-once 64, --arrivals poisson|even, --verify 1 (share of conversations read
              back), --settle 15 (seconds to wait for the last answers), --seed N
            The system: started here under the Pi budget (--server-cpu 0, --generator-cpu 1, --no-pin, --data FOLDER,
              --keep), or --target URL --admin NAME with DEWBERRY_ADMIN_PASSWORD
            The report: --results FOLDER, --publish (also into docs/performance), --no-calibration
            """;

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
        BY_NAME.forEach((name, scenario) ->
                text.append("  %-8s %s%n           %s%n".formatted(name, scenario.summary(), scenario.usage())));
        return text.append(COMMON).toString();
    }
}
