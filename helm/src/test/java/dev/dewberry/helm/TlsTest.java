package dev.dewberry.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Who speaks TLS, with which certificate, and who shows people the authority that they have to trust.
class TlsTest {

    private static final String ENTRY_POINTS = "traefik.ingress.kubernetes.io/router.entrypoints";

    static List<Renders.Render> renders() {
        return Renders.all();
    }

    /// With it one could vouch for any web site on every device that trusts the authority.
    @ParameterizedTest
    @MethodSource("renders")
    void noPodMountsTheAuthoritysKey(Renders.Render render) {
        for (Manifest object : render.withPods()) {
            for (Map<String, Object> volume : Manifest.list(object.podSpec(), "volumes")) {
                assertThat(String.valueOf(Manifest.get(volume, "secret", "secretName")))
                        .as("%s", object)
                        .doesNotEndWith("-ca");
                assertThat(String.valueOf(volume)).as("%s", object).doesNotContain("ca.key");
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | true",
                "{tls: {mode: ingress}, ingress: {controller: traefik}} | true",
                "{loadBalancer: {enabled: true}} | true",
                "{tls: {mode: 'off'}} | false",
                "{tls: {source: secret, secretName: chat-certificate}} | false",
                "{tls: {source: cert-manager, hosts: [a.example], certManager: {issuerRef: {name: home}}}} | false"
            })
    void theGatewayShowsTheAuthorityWherePeopleHaveToTrustOne(String values, boolean shown) {
        Manifest gateway = Renders.with(values).one("Deployment", "dewberry-gateway");

        assertThat(gateway.content().toString().contains("DEWBERRY_GATEWAY_TLS_AUTHORITY"))
                .isEqualTo(shown);
        List<Map<String, Object>> volumes = Manifest.list(gateway.podSpec(), "volumes").stream()
                .filter(volume -> volume.get("name").equals("authority"))
                .map(volume -> Manifest.map(volume, "secret"))
                .toList();
        assertThat(volumes)
                .hasSize(shown ? 1 : 0)
                .allSatisfy(secret -> assertThat(secret)
                        .containsEntry("secretName", "dewberry-tls")
                        .containsEntry("optional", true)
                        .containsEntry("items", List.of(Map.of("key", "ca.crt", "path", "ca.crt"))));
    }

    @Test
    void traefikServesNothingInPlainButTheWayToTrustIt() {
        Renders.Render render = Renders.of("traefik");

        assertThat(names(render)).containsExactly("dewberry-gateway", "dewberry-gateway-ca", "dewberry-gateway-plain");
        assertThat(render.one("Ingress", "dewberry-gateway").map("metadata", "annotations"))
                .containsEntry(ENTRY_POINTS, "websecure")
                .containsEntry("traefik.ingress.kubernetes.io/router.tls", "true");
        assertThat(render.one("Ingress", "dewberry-gateway-plain").map("metadata", "annotations"))
                .containsEntry(ENTRY_POINTS, "web")
                .containsEntry(
                        "traefik.ingress.kubernetes.io/router.middlewares", "dewberry-dewberry-gateway@kubernetescrd");
        assertThat(render.one("Middleware", "dewberry-gateway").text("spec", "redirectScheme", "scheme"))
                .isEqualTo("https");
        Manifest page = render.one("Ingress", "dewberry-gateway-ca");
        assertThat(page.map("metadata", "annotations")).containsOnly(Map.entry(ENTRY_POINTS, "web"));
        assertThat(page.list("spec", "rules").toString()).contains("path=/ca", "host=chat.example.org");
    }

    @Test
    void withACertificateThatDevicesTrustTheWholePlainPortLeadsToTheOther() {
        assertThat(names(Renders.of("tls-cert-manager"))).containsExactly("dewberry-gateway", "dewberry-gateway-plain");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tls-off", "tls-ingress", "tls-secret"})
    void otherControllersGetOneIngress(String values) {
        Renders.Render render = Renders.of(values);

        assertThat(names(render)).containsExactly("dewberry-gateway");
        assertThat(render.one("Ingress", "dewberry-gateway")
                        .map("metadata", "annotations")
                        .toString())
                .doesNotContain("traefik");
    }

    @Test
    void certManagerMakesTheCertificateThatTheGatewayShows() {
        Renders.Render render = Renders.of("tls-cert-manager");
        Manifest certificate = render.one("Certificate", "dewberry-gateway");

        assertThat(certificate.content().toString())
                .contains("dnsNames=[chat.example.org]", "ipAddresses=[192.0.2.7]", "algorithm=RSA", "name=home");
        assertThat(tlsSecret(render)).isEqualTo(certificate.text("spec", "secretName"));
    }

    @Test
    void aCertificateOfOnesOwnIsTheOneThatTheGatewayShows() {
        assertThat(tlsSecret(Renders.of("tls-secret"))).isEqualTo("chat-certificate");
        assertThat(tlsSecret(Renders.of("default"))).isEqualTo("dewberry-tls");
    }

    @Test
    void whereTheIngressEndsTlsItHasTheCertificateAndTheGatewayHasNone() {
        Renders.Render render = Renders.of("tls-ingress");

        assertThat(render.one("Ingress", "dewberry-gateway").list("spec", "tls").toString())
                .contains("secretName=dewberry-tls-managed", "chat.example.org");
        assertThat(render.one("Deployment", "dewberry-gateway").content().toString())
                .doesNotContain("DEWBERRY_GATEWAY_TLS_CERTIFICATE", "tls.key")
                .contains("containerPort=8080");
    }

    /// Neither a load balancer nor an Ingress says how long its certificate is still good, and the alert is of what the
    /// gateway says.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tls-ingress | dewberry-tls-managed",
                "haproxy | dewberry-tls",
                "haproxy-secret | chat-certificate",
                "nginx | dewberry-tls",
                "nginx-plain |",
                "tls-off |",
                "default |"
            })
    void theGatewayWatchesTheCertificateThatSomebodyBeforeItUses(String example, String secret) {
        Manifest gateway = Renders.of(example).one("Deployment", "dewberry-gateway");

        assertThat(gateway.content().toString().contains("DEWBERRY_GATEWAY_TLS_WATCHED"))
                .isEqualTo(secret != null);
        assertThat(Manifest.list(gateway.podSpec(), "volumes"))
                .filteredOn(volume -> volume.get("name").equals("watched"))
                .hasSize(secret == null ? 0 : 1)
                .allSatisfy(volume -> assertThat(Manifest.map(volume, "secret"))
                        .containsEntry("secretName", secret)
                        .containsEntry("optional", true)
                        .containsEntry("items", List.of(Map.of("key", "tls.crt", "path", "tls.crt"))));
    }

    private static TreeSet<String> names(Renders.Render render) {
        return new TreeSet<>(render.of("Ingress").stream().map(Manifest::name).toList());
    }

    private static String tlsSecret(Renders.Render render) {
        return Manifest.list(render.one("Deployment", "dewberry-gateway").podSpec(), "volumes").stream()
                .filter(volume -> volume.get("name").equals("tls"))
                .map(volume -> (String) Manifest.get(volume, "secret", "secretName"))
                .findAny()
                .orElseThrow();
    }
}
