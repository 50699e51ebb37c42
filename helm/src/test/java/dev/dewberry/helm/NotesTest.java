package dev.dewberry.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What `helm install` says at its end.
class NotesTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @MethodSource("values")
    void theySayHowToSignInWhereItWasInstalled(Path values) {
        assertThat(notes(values))
                .contains(
                        "kubectl -n rooms rollout status deployment -l app.kubernetes.io/instance=chat",
                        "kubectl -n rooms get secret chat",
                        "-admin -o jsonpath='{.data.password}'",
                        "helm test chat -n rooms")
                .doesNotContain("<no value>", "%!");
    }

    static Stream<Path> values() throws IOException {
        return Files.list(Renders.CHART.resolve("ci"));
    }

    @Test
    void theyWarnWhereNothingLeadsThere() throws IOException {
        assertThat(notes(written("{tls: {mode: ingress}}"))).contains("WARNING: nothing leads there");
        assertThat(notes(written("{tls: {mode: ingress}, ingress: {controller: traefik}}")))
                .doesNotContain("WARNING");
    }

    @Test
    void theyWarnWhereEverybodyOnTheWayReadsAlong() throws IOException {
        assertThat(notes(written("{tls: {mode: \"off\"}}")))
                .contains("WARNING: tls.mode is off", "http://<EXTERNAL-IP>:8443/")
                .doesNotContain("fingerprint");
        assertThat(notes(written("{}")))
                .contains("https://<EXTERNAL-IP>:8443/", "fingerprint")
                .doesNotContain("WARNING");
    }

    @Test
    void theyWarnWhereTheCertificateIsForNobodyOutside() throws IOException {
        assertThat(notes(written("{profile: cluster}")))
                .contains("WARNING: no address from outside is in it", "tls.hosts");
        assertThat(notes(written("{profile: cluster, tls: {hosts: [192.0.2.10, chat.example.org]}}")))
                .contains("It is for 192.0.2.10, chat.example.org.")
                .doesNotContain("WARNING");
        assertThat(notes(written("{profile: cluster, tls: {nodeNames: true}}"))).doesNotContain("WARNING");
    }

    @Test
    void theySayWhatAMariaDbThatIsThereNeeds() {
        assertThat(notes(Renders.CHART.resolve("ci/external-by-hand-values.yaml")))
                .contains("MariaDB at mariadb.example.org needs schemas and accounts", "you make them");
    }

    private Path written(String values) throws IOException {
        return Files.writeString(folder.resolve("values.yaml"), values);
    }

    private static String notes(Path values) {
        return new Helm(Renders.CHART)
                .install()
                .clientOnly()
                .dryRun()
                .withName("chat")
                .withNamespace("rooms")
                .withKubeVersion(Chart.KUBERNETES)
                .withValuesFile(values)
                .call()
                .getOutput();
    }
}
