package dev.dewberry.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The script of `helm test`, with a curl that knows one Service and one Ingress of Kubernetes and the addresses that
/// answer.
class ReachabilityTest {

    private static final String SERVICE =
            "{\"spec\": {\"type\": \"%s\",\n \"loadBalancerClass\": \"x\"},\n \"status\": {\"loadBalancer\": %s}}";

    @TempDir
    private Path folder;

    private Path answers;

    @BeforeEach
    void prepare() throws IOException {
        answers = folder.resolve("answers");
        Files.writeString(folder.resolve("token"), "a token");
        Path curl = folder.resolve("curl");
        Files.writeString(curl, """
                #!/bin/sh
                echo "$*" >>"%1$s/asked"
                for last; do :; done
                case $* in
                *"Authorization: Bearer a token"*/services/dewberry-gateway) cat "%1$s/service" ;;
                *"Authorization: Bearer a token"*/ingresses/dewberry-gateway) cat "%1$s/ingress" ;;
                *"--connect-to ::"*) for each; do case $each in ::*) grep -qxF "$last by ${each#::}" "%1$s/answers" || exit 7 ;; esac; done ;;
                *--connect-to*) for each; do case $each in dewberry-gateway:8443:*) grep -qxF "${each#dewberry-gateway:8443:}" "%1$s/answers" || exit 7 ;; esac; done ;;
                *) grep -qxF "$last" "%1$s/answers" || exit 7 ;;
                esac
                """.formatted(folder));
        Files.setPosixFilePermissions(curl, PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void passesWhereAnAddressOfTheLoadBalancerAnswers() throws Exception {
        service(
                "LoadBalancer",
                "{\"ingress\": [{\"ip\": \"192.0.2.1\"}, {\"ip\": \"2001:db8::1\", \"ipMode\": \"VIP\"}]}");
        Files.writeString(answers, "dewberry-gateway:8443\n[2001:db8::1]:8443\n");

        Result result = run("/ca.crt");

        assertThat(result.exit()).as(result.output()).isZero();
        assertThat(result.output()).contains("https://[2001:db8::1]:8443/ answers");
    }

    @Test
    void failsWhereNoAddressOfTheLoadBalancerAnswers() throws Exception {
        service("LoadBalancer", "{\"ingress\": [{\"ip\": \"192.0.2.1\"}, {\"hostname\": \"lb.example.org\"}]}");
        Files.writeString(answers, "dewberry-gateway:8443\n");

        Result result = run("/ca.crt");

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.output()).contains("FAILED", "192.0.2.1 lb.example.org");
    }

    @Test
    void failsWhereTheLoadBalancerGetsNoAddress() throws Exception {
        service("LoadBalancer", "{}");
        Files.writeString(answers, "dewberry-gateway:8443\n");

        assertThat(run("/ca.crt").exit()).isEqualTo(1);
    }

    @Test
    void failsWhereTheServiceItselfDoesNotAnswer() throws Exception {
        service("ClusterIP", "{}");
        Files.writeString(answers, "");

        Result result = run("/ca.crt");

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.output()).contains("does not answer");
    }

    @Test
    void asksForNoAddressOfAServiceThatIsMeantToHaveNone() throws Exception {
        service("ClusterIP", "{}");
        Files.writeString(answers, "https://dewberry-gateway:8443/\n");

        assertThat(run("").exit()).isZero();
    }

    @Test
    void speaksTheProxyProtocolToALoadBalancerThatUnderstandsNothingElse() throws Exception {
        service("ClusterIP", "{}");
        Files.writeString(answers, "https://dewberry-gateway:8443/\n");

        assertThat(run("", "--haproxy-protocol").exit()).isZero();
        assertThat(Files.readAllLines(folder.resolve("asked")))
                .allMatch(call -> call.contains("--haproxy-protocol") != call.contains("Authorization"));
    }

    @Test
    void asksThroughTheIngressAtTheAddressesOfItsStatus() throws Exception {
        service("ClusterIP", "{}");
        ingress("{\"ingress\": [{\"ip\": \"192.0.2.1\"}, {\"ip\": \"2001:db8::1\"}]}");
        Files.writeString(answers, "dewberry-gateway:8443\nhttps://chat.example.org/ by [2001:db8::1]:\n");

        Result result = run("/ca.crt", "", throughIngress("", "/ca.crt"));

        assertThat(result.exit()).as(result.output()).isZero();
        assertThat(result.output()).contains("https://chat.example.org/ answers through the Ingress at [2001:db8::1].");
        assertThat(Files.readAllLines(folder.resolve("asked")))
                .filteredOn(call -> call.contains("chat.example.org"))
                .isNotEmpty()
                .allMatch(call -> call.contains("--cacert /ca.crt") && !call.contains("--insecure"));
    }

    @Test
    void asksTheControllerThatIsNamedAtItsPort() throws Exception {
        service("ClusterIP", "{}");
        Files.writeString(answers, """
                https://dewberry-gateway:8443/
                https://chat.example.org/ by traefik.kube-system.svc:
                https://chat.example.org/ by nginx.ingress.svc:8443
                https://chat.example.org/ by [2001:db8::1]:
                https://chat.example.org/ by [2001:db8::1]:8443
                """);

        for (String address :
                List.of("traefik.kube-system.svc", "nginx.ingress.svc:8443", "[2001:db8::1]", "[2001:db8::1]:8443")) {
            Result result = run("", "", throughIngress(address, ""));

            assertThat(result.exit()).as(result.output()).isZero();
            assertThat(result.output()).contains("answers through the Ingress at " + address + ".");
        }
        assertThat(Files.readAllLines(folder.resolve("asked"))).noneMatch(call -> call.contains("/ingresses/"));
    }

    @Test
    void failsWhereNobodyAnswersThroughTheIngressThoughTheLoadBalancerDoes() throws Exception {
        service("LoadBalancer", "{\"ingress\": [{\"ip\": \"192.0.2.1\"}]}");
        ingress("{\"ingress\": [{\"ip\": \"192.0.2.2\"}]}");
        Files.writeString(answers, "dewberry-gateway:8443\n192.0.2.1:8443\n");

        Result result = run("/ca.crt", "", throughIngress("", "/ca.crt"));

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.output()).contains("192.0.2.1:8443/ answers", "FAILED", "Ingress", "192.0.2.2");
    }

    @Test
    void failsWhereTheIngressHasNoAddress() throws Exception {
        service("ClusterIP", "{}");
        ingress("{}");
        Files.writeString(answers, "dewberry-gateway:8443\n");

        Result result = run("/ca.crt", "", throughIngress("", "/ca.crt"));

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.output()).contains("FAILED", "tests.ingressAddress");
    }

    @Test
    void failsWherePeopleAreToComeThroughAnIngressThatIsNotThere() throws Exception {
        service("ClusterIP", "{}");
        Files.writeString(answers, "https://dewberry-gateway:8443/\n");

        Result result = run("", "", Map.of("INGRESS_MISSING", "true"));

        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.output()).contains("FAILED", "ingress.controller");
        String withoutTraefik = "{tls: {mode: ingress}, ingress: {enabled: %s}}";
        assertThat(environment(Renders.with(withoutTraefik.formatted("true"))))
                .containsEntry("INGRESS_MISSING", "true");
        assertThat(environment(Renders.with(withoutTraefik.formatted("false")))).doesNotContainKey("INGRESS_MISSING");
        assertThat(environment(Renders.of("default"))).doesNotContainKey("INGRESS_MISSING");
        assertThat(environment(Renders.of("traefik"))).doesNotContainKey("INGRESS_MISSING");
    }

    @Test
    void thePodKnowsTheIngressAndMayReadItsStatus() {
        Renders.Render traefik = Renders.of("traefik");
        assertThat(environment(traefik))
                .containsEntry("INGRESS", "dewberry-gateway")
                .containsEntry("INGRESS_SCHEME", "https")
                .containsEntry("INGRESS_HOST", "chat.example.org")
                .containsEntry("INGRESS_ADDRESS", "")
                .containsEntry("INGRESS_AUTHORITY", "/etc/dewberry/ca/ca.crt");
        assertThat(traefik.one("Ingress", "dewberry-gateway")).isNotNull();
        assertThat(readable(traefik)).containsExactly("services dewberry-gateway", "ingresses dewberry-gateway");

        Renders.Render named = Renders.with(
                "{ingress: {controller: traefik}, tests: {ingressAddress: traefik.kube-system.svc}, tls: {mode: ingress}}");
        assertThat(environment(named))
                .containsEntry("INGRESS_HOST", "dewberry-gateway")
                .containsEntry("INGRESS_ADDRESS", "traefik.kube-system.svc")
                .containsEntry("AUTHORITY", "")
                .containsEntry("INGRESS_AUTHORITY", "/etc/dewberry/ca/ca.crt");
        assertThat(named.one("Pod", "dewberry-test-reachability").content().toString())
                .contains("secretName=dewberry-tls");
        assertThat(readable(named)).containsExactly("services dewberry-gateway");

        assertThat(environment(Renders.of("tls-off")))
                .containsEntry("INGRESS_SCHEME", "http")
                .containsEntry("INGRESS_AUTHORITY", "");
        assertThat(environment(Renders.of("tls-ingress")))
                .containsEntry("INGRESS_HOST", "chat.example.org")
                .containsEntry("INGRESS_AUTHORITY", "");
        assertThat(environment(Renders.with(
                        "{ingress: {controller: nginx, hosts: [\"*.example.org\"]}, tls: {mode: ingress}}")))
                .containsEntry("INGRESS_HOST", "test.example.org");
        for (String without : List.of("default", "pi-8gb", "haproxy")) {
            assertThat(Renders.of(without).of("Ingress")).isEmpty();
            assertThat(environment(Renders.of(without))).doesNotContainKey("INGRESS");
            assertThat(readable(Renders.of(without))).hasSize(1);
        }
    }

    private static Map<String, Object> environment(Renders.Render render) {
        Map<String, Object> environment = new HashMap<>();
        Manifest.list(
                        render.one("Pod", "dewberry-test-reachability")
                                .containers()
                                .getFirst(),
                        "env")
                .forEach(variable -> environment.put((String) variable.get("name"), variable.get("value")));
        return environment;
    }

    private static List<String> readable(Renders.Render render) {
        return render.one("Role", "dewberry-test-reachability").list("rules").stream()
                .map(rule -> ((List<?>) rule.get("resources")).getFirst() + " "
                        + ((List<?>) rule.get("resourceNames")).getFirst())
                .toList();
    }

    private static Map<String, String> throughIngress(String address, String authority) {
        return Map.of(
                "INGRESS",
                "dewberry-gateway",
                "INGRESS_SCHEME",
                "https",
                "INGRESS_HOST",
                "chat.example.org",
                "INGRESS_ADDRESS",
                address,
                "INGRESS_AUTHORITY",
                authority);
    }

    private void ingress(String status) throws IOException {
        Files.writeString(
                folder.resolve("ingress"),
                "{\"spec\": {\"rules\": []}, \"status\": {\"loadBalancer\": %s}}".formatted(status));
    }

    private void service(String type, String status) throws IOException {
        Files.writeString(folder.resolve("service"), SERVICE.formatted(type, status));
    }

    private record Result(int exit, String output) {}

    private Result run(String authority) throws Exception {
        return run(authority, "");
    }

    private Result run(String authority, String curlOptions) throws Exception {
        return run(authority, curlOptions, Map.of());
    }

    private Result run(String authority, String curlOptions, Map<String, String> ingress) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                "sh", Renders.CHART.resolve("files/reachability.sh").toString());
        builder.redirectErrorStream(true);
        builder.environment().put("PATH", folder + ":" + System.getenv("PATH"));
        builder.environment().put("ACCOUNT", folder.toString());
        builder.environment().put("NAMESPACE", "dewberry");
        builder.environment().put("NAME", "dewberry");
        builder.environment().put("ENTRANCE", "dewberry-gateway");
        builder.environment().put("SCHEME", "https");
        builder.environment().put("PORT", "8443");
        builder.environment().put("AUTHORITY", authority);
        builder.environment().put("WAIT_SECONDS", "0");
        builder.environment().put("CURL_OPTIONS", curlOptions);
        builder.environment().putAll(ingress);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Result(process.exitValue(), output);
    }
}
