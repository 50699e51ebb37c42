package dev.dewberry.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.bench.calibration.Ceilings;
import dev.dewberry.bench.load.Window;
import dev.dewberry.bench.system.Meter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MarkdownTest {
    private static final Machine MACHINE =
            new Machine("cpu", 2, 1L << 32, "6", "Debian", "ext4", "java", "mariadb", "redis", "abc");
    private static final Meter.Usage USAGE =
            new Meter.Usage(10, List.of(new Meter.Use("gateway", 7, 2.5, 3 << 20, 4 << 20, 0, 1000, "0")), 1);

    private static String page(Map<String, Object> figures, List<Phase> phases) {
        return Markdown.of(new Report(
                "test",
                "A test.",
                "now",
                MACHINE,
                "nowhere",
                Map.of(),
                Ceilings.NOT_TAKEN,
                figures,
                phases,
                null,
                Map.of(),
                Map.of(),
                Map.of(),
                List.of(),
                true));
    }

    @Test
    void distributionsOfTimesHaveTheirMeanBesideThePercentiles() {
        var figures = new LinkedHashMap<String, Object>();
        figures.put("connects per second", 123.456);
        figures.put("ms to welcome", new Latency(10, 1.5, 2, 3, 4, 5, 6));

        assertThat(page(figures, List.of()))
                .contains("| connects per second | 123 |")
                .contains("| ms | count | mean | p50 | p95 | p99 | p99.9 | max |")
                .contains("| ms to welcome | 10 | 1.50 | 2.00 | 3.00 | **4.00** | 5.00 | 6.00 |");
    }

    @Test
    void aPhaseSaysHowManyMarksTheReceiversSent() {
        Phase phase = Phase.of(new Window("calm", 10), 5, USAGE, 300);

        assertThat(page(Map.of(), List.of(phase))).contains("The receivers sent 300 marks meanwhile (30.00/s).");
    }

    @Test
    void aProcessThatWasMeasuredWithoutMessagesHasNoCostOfOne() {
        assertThat(page(Map.of("usage", USAGE), List.of()))
                .contains("| gateway | 2.50 | 25.0 % |  |  |  | 3.0 | 4.0 | 0.0 | 0 |");
    }
}
