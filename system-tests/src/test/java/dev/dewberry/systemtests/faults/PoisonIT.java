package dev.dewberry.systemtests.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dewberry.systemtests.cluster.ServiceProcess;
import dev.dewberry.systemtests.traffic.EveryPartition;
import dev.dewberry.systemtests.traffic.Partition;
import dev.dewberry.systemtests.traffic.Traffic;
import io.lettuce.core.Range;
import io.lettuce.core.ScriptOutputType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// An entry that nobody can read, in every stream of the bus.
class PoisonIT extends DoubleCluster {

    private static final String RECORD = "{\"t\":\"from the future\",\"text\":\"a secret\"}";
    private static final Duration GOES_ON = Duration.ofSeconds(5);

    /// Behind the last entry, whose number the next one of storage-service has to be above.
    private static final String ADD_BEHIND = """
            local info = redis.call('XINFO', 'STREAM', KEYS[1])
            for i = 1, #info, 2 do
                if info[i] == 'last-generated-id' then
                    return redis.call('XADD', KEYS[1], string.match(info[i + 1], '^%d+') .. '-*', 'r', ARGV[1])
                end
            end
            """;

    @Test
    void setsAsideWhatNobodyCanReadAndGoesOn() {
        try (Traffic traffic = new Traffic(cluster);
                EveryPartition everywhere = new EveryPartition(cluster)) {
            Map<String, String> added = new LinkedHashMap<>();
            for (String stream : streams()) {
                added.put(stream, add(stream));
            }
            long end = System.currentTimeMillis();

            everywhere.awaitAcknowledgements(end, GOES_ON);
            traffic.awaitProgress();
            traffic.judge(end);
            everywhere.judge();
            await().untilAsserted(() -> assertThat(setAside()).containsAllEntriesOf(added));
            assertThat(count()).isGreaterThanOrEqualTo(added.size());
            added.forEach((stream, id) -> assertThat(linesWith(stream + " in entry " + id + " "))
                    .as("lines about %s", stream)
                    .singleElement()
                    .asString()
                    .contains("ERROR")
                    .doesNotContain("secret"));
        }
    }

    private List<String> streams() {
        List<String> streams = new ArrayList<>();
        for (int partition = 0; partition < Partition.COUNT; partition++) {
            for (String kind : List.of("commands", "signals", "appends", "committed")) {
                streams.add("dw:{p" + partition + "}:" + kind);
            }
        }
        List<String> gateways = cluster.redis().call(redis -> redis.zrange("dw:gateways", 0, -1));
        gateways.forEach(gateway -> streams.add("dw:{gw-" + gateway + "}:deliveries"));
        streams.add("dw:{presence}:reports");
        return streams;
    }

    private String add(String stream) {
        return cluster.redis()
                .call(redis -> stream.endsWith(":committed")
                        ? redis.eval(ADD_BEHIND, ScriptOutputType.VALUE, new String[] {stream}, RECORD)
                        : redis.xadd(stream, "r", RECORD));
    }

    private Map<String, String> setAside() {
        Map<String, String> found = new LinkedHashMap<>();
        cluster.redis()
                .call(redis -> redis.xrange("dw:poison", Range.unbounded()))
                .forEach(entry ->
                        found.put(entry.getBody().get("stream"), entry.getBody().get("id")));
        return found;
    }

    private double count() {
        return cluster.processes().stream()
                .mapToDouble(process -> process.metric("dewberry_bus_poison_total"))
                .sum();
    }

    private List<String> linesWith(String text) {
        return cluster.processes().stream()
                .map(ServiceProcess::logLines)
                .flatMap(List::stream)
                .filter(line -> line.contains(text))
                .toList();
    }
}
