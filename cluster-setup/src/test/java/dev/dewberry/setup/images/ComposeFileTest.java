package dev.dewberry.setup.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/// `docker/compose.yaml`, read as strictly as YAML allows, against what the images and the setup tool promise.
class ComposeFileTest {

    private static final List<String> SERVICES = List.of("auth", "storage", "message", "presence", "gateway");
    private static final List<String> SECRETS =
            List.of("admin", "auth", "ca", "gateway", "mariadb", "message", "presence", "redis", "storage", "tls");

    private final Map<String, Object> file = read(Path.of("../docker/compose.yaml"));
    private final Map<String, Object> services = map(file.get("services"));

    @Test
    void everySecretHasAVolumeThatTheSetupToolFills() {
        assertThat(strings(service("setup").get("volumes")))
                .containsExactlyElementsOf(SECRETS.stream()
                        .map(name -> "secrets-" + name + ":/secrets/" + name)
                        .toList());
        assertThat(map(file.get("volumes")).keySet())
                .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                Stream.of("mariadb", "redis"), SECRETS.stream().map(name -> "secrets-" + name))
                        .toList());
    }

    @Test
    void eachServiceSeesItsOwnSecretsOnlyAndCannotWriteThem() {
        for (String name : SERVICES) {
            Set<String> mounts = Set.copyOf(strings(service(name).get("volumes")));
            assertThat(mounts)
                    .isEqualTo(
                            name.equals("gateway")
                                    ? Set.of(
                                            "secrets-gateway:/etc/dewberry/secrets:ro",
                                            "secrets-tls:/etc/dewberry/tls:ro")
                                    : Set.of("secrets-" + name + ":/etc/dewberry/secrets:ro"));
        }
        assertThat(services.values().stream()
                        .flatMap(service -> strings(map(service).get("volumes")).stream())
                        .filter(mount -> mount.startsWith("secrets-ca:")))
                .hasSize(1);
    }

    @Test
    void servicesHaveNoRightsAndNothingToWriteTo() {
        for (String name : SERVICES) {
            assertThat(service(name))
                    .containsEntry("read_only", true)
                    .containsEntry("user", "65532:65532")
                    .containsEntry("cap_drop", List.of("ALL"))
                    .containsEntry("security_opt", List.of("no-new-privileges:true"));
        }
        assertThat(service("setup")).containsEntry("network_mode", "none").containsEntry("cap_drop", List.of("ALL"));
    }

    @Test
    void healthChecksOfOurImagesNeedNoShell() {
        Map<String, Integer> ports =
                Map.of("auth", 8082, "message", 8083, "presence", 8084, "storage", 8085, "gateway", 8081);
        for (String name : SERVICES) {
            assertThat(map(service(name).get("healthcheck")).get("test"))
                    .isEqualTo(List.of(
                            "CMD",
                            "/opt/java/bin/java",
                            "@/opt/dewberry/tool.options",
                            "health",
                            "http://127.0.0.1:" + ports.get(name) + "/actuator/health/readiness"));
        }
    }

    @Test
    void onlyTheGatewayCanBeReachedFromOutside() {
        assertThat(services.entrySet().stream()
                        .filter(service -> map(service.getValue()).containsKey("ports"))
                        .map(Map.Entry::getKey))
                .containsExactly("gateway");
        assertThat(map(map(file.get("networks")).get("inside"))).containsEntry("internal", true);
    }

    /// The image lets root sign in from everywhere unless it is told otherwise.
    @Test
    void mariadbsAdministratorSignsInFromItsOwnContainerOnly() {
        assertThat(map(service("mariadb").get("environment"))).containsEntry("MARIADB_ROOT_HOST", "localhost");
    }

    @Test
    void whoeverIsWaitedForExists() {
        services.values().forEach(service -> {
            Object waitsFor = map(service).get("depends_on");
            if (waitsFor != null) {
                assertThat(services).containsKeys(map(waitsFor).keySet().toArray(String[]::new));
            }
        });
        assertThat(services.values().stream()
                        .map(service -> (String) map(service).get("image"))
                        .collect(Collectors.toSet()))
                .noneMatch(image -> image.contains(":latest"))
                .allMatch(image -> image.matches(".*:[^:}]+}?\"?$"));
    }

    private Map<String, Object> service(String name) {
        return map(services.get(name));
    }

    private static Map<String, Object> read(Path path) {
        LoaderOptions strict = new LoaderOptions();
        strict.setAllowDuplicateKeys(false);
        try {
            return map(new Yaml(new SafeConstructor(strict)).load(Files.readString(path)));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    @SuppressWarnings("unchecked")
    private static List<String> strings(Object value) {
        return value == null ? List.of() : (List<String>) value;
    }
}
