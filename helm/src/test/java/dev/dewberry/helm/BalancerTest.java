package dev.dewberry.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the configuration of HAProxy and Nginx says. What they make of it is in [LoadBalancerIT] and [NginxIT].
class BalancerTest {

    private static final Pattern SERVERS = Pattern.compile("server-template gateway 1-(\\d+) ");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{} | 16", "{replicas: 40} | 40", "{replicas: 1} | 16"})
    void haproxyHasANameForEveryGateway(String gateway, int least) {
        Matcher servers = SERVERS.matcher(configuration("{loadBalancer: {enabled: true}, gateway: " + gateway + "}"));

        assertThat(servers.find()).isTrue();
        assertThat(Integer.parseInt(servers.group(1))).isGreaterThanOrEqualTo(least);
    }

    /// The gateway says so where it speaks TLS itself; here it does not know that anybody does.
    @ParameterizedTest
    @CsvSource({"haproxy, gateway, true", "nginx, gateway, true", "haproxy, off, false", "nginx, off, false"})
    void whoEndsTlsTellsBrowsersToComeByItOnly(String kind, String mode, boolean told) {
        String configuration =
                configuration("{loadBalancer: {enabled: true, kind: %s}, tls: {mode: \"%s\"}}".formatted(kind, mode));

        assertThat(configuration.contains("Strict-Transport-Security")).isEqualTo(told);
    }

    /// Its clients' port and that of its probes, which come by IPv6 where pods have nothing else.
    @ParameterizedTest
    @CsvSource({"gateway, 8443", "off, 8080"})
    void bothPortsAreListenedToByIPv6(String mode, int port) {
        String values =
                "{loadBalancer: {enabled: true, kind: %s, proxyProtocolFrom: [192.0.2.0/24]}, tls: {mode: \"%s\"}}";
        String haproxy = configuration(values.formatted("haproxy", mode));
        String nginx = configuration(values.formatted("nginx", mode));

        for (int each : new int[] {port, 8404}) {
            assertThat(haproxy)
                    .containsPattern("bind :" + each + "(.*)\n *\\.if defined\\(IPV6\\)\n *bind :::" + each
                            + " v6only\\1\n *\\.endif\n");
            assertThat(nginx).containsPattern("listen " + each + "(.*);\n *listen \\[::\\]:" + each + "\\1;\n");
        }
    }

    /// A pod whose addresses are all of its own link finds no gateway by IPv6.
    @ParameterizedTest
    @CsvSource({
        "fe800000000000000000000000000001 02 40 20 80 eth0, off",
        "00000000000000000000000000000001 01 80 10 80 lo, off",
        "fd000000000000000000000000000002 04 40 00 82 eth0, on",
        ", off"
    })
    void nginxAsksForAddressesThatItCanReach(String interfaces, String ipv6, @TempDir Path folder) throws Exception {
        Path addresses = folder.resolve("if_inet6");
        if (interfaces != null) {
            Files.writeString(addresses, interfaces + "\n");
        }
        Files.writeString(folder.resolve("resolv.conf"), "search svc\nnameserver 10.43.0.10\nnameserver fd00:43::a\n");
        Files.writeString(folder.resolve("nginx.conf"), "  listen 8404;\n  listen [::]:8404;\n");
        ProcessBuilder script = new ProcessBuilder(
                        "sh", Renders.CHART.resolve("files/balancer.sh").toString(), "true")
                .inheritIO();
        script.environment()
                .putAll(Map.of(
                        "IF_INET6", addresses.toString(),
                        "RESOLV_CONF", folder.resolve("resolv.conf").toString(),
                        "RESOLVERS", folder.resolve("resolvers.conf").toString(),
                        "CONFIGURATION", folder.resolve("nginx.conf").toString(),
                        "WRITTEN", folder.resolve("listening.conf").toString()));

        assertThat(script.start().waitFor()).isZero();

        assertThat(folder.resolve("resolvers.conf"))
                .hasContent("resolver 10.43.0.10 [fd00:43::a] valid=5s ipv6=" + ipv6 + ";");
        assertThat(folder.resolve("listening.conf"))
                .hasContent("  listen 8404;\n" + (interfaces == null ? "" : "  listen [::]:8404;\n"));
    }

    @ParameterizedTest
    @CsvSource({"false, gateway", "true, loadbalancer"})
    void thePublicServiceHasTheAddressesThatAreAskedFor(boolean balancer, String service) {
        String values =
                "{loadBalancer: {enabled: %s}, gateway: {service: {ipFamilyPolicy: PreferDualStack, ipFamilies: [IPv6, IPv4]}}}";

        assertThat(Renders.with(values.formatted(balancer))
                        .one("Service", "dewberry-" + service)
                        .map("spec"))
                .containsEntry("ipFamilyPolicy", "PreferDualStack")
                .containsEntry("ipFamilies", List.of("IPv6", "IPv4"));
        assertThat(Renders.of("default").one("Service", "dewberry-gateway").map("spec"))
                .doesNotContainKeys("ipFamilyPolicy", "ipFamilies");
    }

    private static String configuration(String values) {
        return Renders.with(values)
                .one("ConfigMap", "dewberry-loadbalancer")
                .map("data")
                .toString();
    }
}
