package dev.dewberry.helm.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class DashboardsTest {

    private static final int GRAFANA_11 = 39;
    private static final int COLUMNS = 24;

    @TestFactory
    List<DynamicTest> everyDashboardIsCompleteAndTiedToNoDataSource() {
        return MonitoringFiles.dashboards().stream()
                .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> check(file)))
                .toList();
    }

    private static void check(Path file) {
        Map<String, Object> dashboard = MonitoringFiles.yaml(file);
        assertThat((int) dashboard.get("schemaVersion")).isGreaterThanOrEqualTo(GRAFANA_11);
        assertThat(dashboard.get("uid") + ".json").isEqualTo(file.getFileName().toString());
        assertThat((String) dashboard.get("description")).isNotBlank();
        assertThat(MonitoringFiles.maps(
                        MonitoringFiles.map(dashboard.get("templating")).get("list")))
                .anySatisfy(variable -> assertThat(variable).containsEntry("type", "datasource"));
        Set<Object> ids = new HashSet<>();
        for (Map<String, Object> panel : MonitoringFiles.maps(dashboard.get("panels"))) {
            assertThat(ids.add(panel.get("id"))).isTrue();
            assertThat((String) panel.get("title")).isNotBlank();
            if (!panel.get("type").equals("row")) {
                check(panel);
            }
        }
    }

    private static void check(Map<String, Object> panel) {
        String title = (String) panel.get("title");
        assertThat((String) panel.get("description")).as(title).isNotBlank();
        Map<String, Object> defaults = MonitoringFiles.map(
                MonitoringFiles.map(panel.get("fieldConfig")).get("defaults"));
        assertThat((String) defaults.get("unit")).as(title).isNotBlank();
        assertThat(MonitoringFiles.map(panel.get("datasource"))).as(title).containsEntry("uid", "${datasource}");
        assertThat(MonitoringFiles.maps(panel.get("targets"))).as(title).isNotEmpty();
        Map<String, Object> place = MonitoringFiles.map(panel.get("gridPos"));
        assertThat((int) place.get("x") + (int) place.get("w")).as(title).isLessThanOrEqualTo(COLUMNS);
    }

    @Test
    void whatIsAskedOfAnInstallationIsAskedOfTheOneThatIsChosen() {
        int asked = 0;
        for (Path file : MonitoringFiles.dashboards()) {
            Map<String, Object> dashboard = MonitoringFiles.yaml(file);
            List<String> selectors = MonitoringFiles.maps(dashboard.get("panels")).stream()
                    .filter(panel -> panel.get("targets") != null)
                    .flatMap(panel -> MonitoringFiles.maps(panel.get("targets")).stream())
                    .flatMap(target -> MonitoringFiles.ownSelectors((String) target.get("expr")).stream())
                    .toList();
            assertThat(selectors)
                    .as("%s", file)
                    .allSatisfy(selector -> assertThat(selector).contains("installation=~\"$installation\""));
            boolean canChoose =
                    MonitoringFiles.maps(MonitoringFiles.map(dashboard.get("templating"))
                                    .get("list"))
                            .stream()
                            .anyMatch(variable -> variable.get("name").equals("installation"));
            assertThat(canChoose).as("%s", file).isEqualTo(!selectors.isEmpty());
            asked += selectors.size();
        }
        assertThat(asked).isGreaterThan(70);
    }

    @Test
    void promtoolUnderstandsEveryQuery(@TempDir Path folder) throws IOException {
        StringBuilder rules = new StringBuilder("groups:\n  - name: queries\n    rules:\n");
        List<String> queries = queries();
        assertThat(queries).hasSizeGreaterThan(80);
        for (int i = 0; i < queries.size(); i++) {
            rules.append("      - record: query:q")
                    .append(i)
                    .append("\n        expr: '")
                    .append(queries.get(i).replace("$__rate_interval", "2m").replace("'", "''"))
                    .append("'\n");
        }
        Path file = Files.writeString(folder.resolve("queries.yaml"), rules.toString());

        Promtool.Result result = Promtool.run(List.of("check", "rules"), List.of(file));

        assertThat(result.exitCode()).as(result.output()).isZero();
    }

    private static List<String> queries() {
        List<String> queries = new ArrayList<>();
        for (Path file : MonitoringFiles.dashboards()) {
            for (Map<String, Object> panel :
                    MonitoringFiles.maps(MonitoringFiles.yaml(file).get("panels"))) {
                if (panel.get("targets") != null) {
                    MonitoringFiles.maps(panel.get("targets"))
                            .forEach(target -> queries.add((String) target.get("expr")));
                }
            }
        }
        return queries;
    }
}
