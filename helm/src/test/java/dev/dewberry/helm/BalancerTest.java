package dev.dewberry.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    private static String configuration(String values) {
        return Renders.with(values)
                .one("ConfigMap", "dewberry-loadbalancer")
                .map("data")
                .toString();
    }
}
