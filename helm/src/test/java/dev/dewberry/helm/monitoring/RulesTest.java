package dev.dewberry.helm.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RulesTest {

    private static final String RUNBOOKS = "https://github.com/dewberry/dewberry/blob/main/docs/runbooks/";

    private final List<Map<String, Object>> alerts = MonitoringFiles.alerts();
    private final List<String> names =
            alerts.stream().map(alert -> (String) alert.get("alert")).toList();

    @Test
    void promtoolUnderstandsEveryRule() {
        Promtool.Result result = Promtool.run(List.of("check", "rules"), MonitoringFiles.rules());

        assertThat(result.exitCode()).as(result.output()).isZero();
    }

    /// The chart puts the installation there where it makes PrometheusRules.
    @Test
    void whatIsAskedOfAnInstallationHasAPlaceForItsName() {
        List<String> selectors = MonitoringFiles.rules().stream()
                .flatMap(file -> MonitoringFiles.rulesIn(MonitoringFiles.yaml(file)).stream())
                .flatMap(rule -> MonitoringFiles.ownSelectors((String) rule.get("expr")).stream())
                .toList();

        assertThat(selectors)
                .hasSizeGreaterThan(40)
                .allSatisfy(selector -> assertThat(selector).contains("installation=~\".*\""));
    }

    @Test
    void alertsFireWhereTheyShouldAndStayQuietWhereTheyShould() {
        Promtool.Result result = Promtool.run(List.of("test", "rules"), MonitoringFiles.promtoolTests());

        assertThat(result.exitCode()).as(result.output()).isZero();
    }

    @Test
    void everyAlertIsTestedFiring() {
        String tests = MonitoringFiles.promtoolTests().stream()
                .map(MonitoringFiles::text)
                .collect(Collectors.joining());

        assertThat(names).allSatisfy(name -> assertThat(tests).contains("- labels: '{alertname=\"" + name + "\"}'"));
    }

    @Test
    void everyAlertHasItsRunbookAndEveryRunbookItsAlert() {
        List<String> runbooks = MonitoringFiles.list(MonitoringFiles.RUNBOOKS, ".md").stream()
                .map(file -> file.getFileName().toString().replace(".md", ""))
                .filter(name -> !name.equals("README"))
                .toList();

        assertThat(runbooks).containsExactlyInAnyOrderElementsOf(names);
    }

    @Test
    void everyAlertSaysHowBadItIsAndWhatToDo() {
        assertThat(alerts).allSatisfy(alert -> {
            Map<String, Object> labels = MonitoringFiles.map(alert.get("labels"));
            Map<String, Object> annotations = MonitoringFiles.map(alert.get("annotations"));
            assertThat(labels.get("severity")).isIn("critical", "warning", "none");
            assertThat((String) annotations.get("summary")).isNotBlank();
            assertThat((String) annotations.get("description")).isNotBlank();
            assertThat(annotations).containsEntry("runbook_url", RUNBOOKS + alert.get("alert") + ".md");
        });
    }

    @Test
    void runbooksTellMeaningImpactDiagnosisAndMitigation() {
        for (String name : names) {
            String runbook = MonitoringFiles.text(MonitoringFiles.RUNBOOKS.resolve(name + ".md"));
            assertThat(runbook)
                    .startsWith("# " + name + "\n")
                    .contains("**Meaning.**", "**Impact.**", "**Diagnosis.**", "**Mitigation.**");
        }
    }
}
