package dev.dewberry.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The script of `helm test`, with a curl that knows one Service of Kubernetes and the addresses that answer.
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

    private void service(String type, String status) throws IOException {
        Files.writeString(folder.resolve("service"), SERVICE.formatted(type, status));
    }

    private record Result(int exit, String output) {}

    private Result run(String authority) throws Exception {
        return run(authority, "");
    }

    private Result run(String authority, String curlOptions) throws Exception {
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
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Result(process.exitValue(), output);
    }
}
