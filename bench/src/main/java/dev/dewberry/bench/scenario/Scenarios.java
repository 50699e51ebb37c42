package dev.dewberry.bench.scenario;

import dev.dewberry.bench.BenchException;
import java.util.LinkedHashMap;
import java.util.Map;

/// All scenarios by the names they have on the command line.
public final class Scenarios {
    private static final Map<String, Scenario> BY_NAME = new LinkedHashMap<>();

    static {
        BY_NAME.put("seed", Pairs.seed());
        BY_NAME.put("office", Pairs.office());
        BY_NAME.put("townhall", OneGroup.townhall());
        BY_NAME.put("logins", Connect.logins());
        BY_NAME.put("monday", new Monday());
        BY_NAME.put("catchup", new Catchup());
        BY_NAME.put("crowd", Idle.crowd());
        BY_NAME.put("overload", new Overload());
        BY_NAME.put("history", new HistoryPages());
        BY_NAME.put("aged", new Aged());
        BY_NAME.put("storm", new Storm());
        BY_NAME.put("abuse", new Abuse());
        BY_NAME.put("peak", Peak.free());
        BY_NAME.put("sdcard", Peak.sdcard());
        BY_NAME.put("soak", new Soak());
        BY_NAME.put("growth", new Growth());
        BY_NAME.put("start", new Start());
        BY_NAME.put("pairs", Pairs.free());
        BY_NAME.put("group", OneGroup.free());
        BY_NAME.put("teams", new Teams());
        BY_NAME.put("connect", Connect.free());
        BY_NAME.put("idle", Idle.free());
    }

    private static final String COMMON = """
            For all: --bare (no marks, typing, watching), --bytes 64 (text), --typing 10 (percent), --watch 20 (users),
              --sync (after every welcome), --at-once 64, --arrivals poisson|even, --verify 1 (share of conversations read
              back), --settle 15 (seconds to wait for the last answers), --random-ids (clientIds like UUIDs, not ULIDs), --seed N
            The system: started here under the Pi budget (--server-cpu 0, --generator-cpu 1, --no-pin, --data FOLDER,
              --keep; --tls with a certificate of the run, by servers without AES instructions, or with them by --aes;
              --fsync-ms 0, the least time of each wait of MariaDB and Redis for the disk; --quota pi-4gb, shares of the
              core and memory for each process), or --target URL --admin NAME with DEWBERRY_ADMIN_PASSWORD
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
