package dev.dewberry.platform.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/// Secrets come to a container as files that are named after properties, in a folder that Kubernetes fills by links.
class SecretFilesTest {

    @TempDir
    private Path folder;

    @Test
    void aFileNamedAfterAPropertyIsItsValueBesideWhatAnApplicationImportsItself() throws IOException {
        secret("secrets", "dewberry.bus.uri", "redis://auth:secret@redis:6379\n");
        secret("secrets", "dewberry.security.service-key", "a key");

        try (ConfigurableApplicationContext context = run("configtree:" + folder + "/secrets/")) {
            assertThat(context.getEnvironment().getProperty("dewberry.bus.uri"))
                    .isEqualTo("redis://auth:secret@redis:6379");
            assertThat(context.getEnvironment().getProperty("dewberry.security.service-key"))
                    .isEqualTo("a key");
            assertThat(context.getEnvironment().getProperty("server.shutdown")).isEqualTo("graceful");
        }
    }

    @Test
    void theLaterOfTwoFoldersCounts() throws IOException {
        secret("secrets", "dewberry.bus.uri", "redis://auth:secret@redis:6379");
        secret("external", "dewberry.bus.uri", "rediss://all:secret@elsewhere:6380");

        try (ConfigurableApplicationContext context =
                run("configtree:" + folder + "/secrets/,configtree:" + folder + "/external/")) {
            assertThat(context.getEnvironment().getProperty("dewberry.bus.uri"))
                    .isEqualTo("rediss://all:secret@elsewhere:6380");
        }
    }

    /// As the kubelet does it: the file is a link to one in a folder that can be replaced at once.
    private void secret(String name, String property, String value) throws IOException {
        Path volume = folder.resolve(name);
        Path version = Files.createDirectories(volume.resolve("..2026_11_22"));
        Files.writeString(version.resolve(property), value);
        if (!Files.exists(volume.resolve("..data"))) {
            Files.createSymbolicLink(volume.resolve("..data"), Path.of("..2026_11_22"));
        }
        Files.createSymbolicLink(volume.resolve(property), Path.of("..data", property));
    }

    private static ConfigurableApplicationContext run(String locations) {
        SpringApplication application = new SpringApplication(Nothing.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        return application.run(
                "--spring.config.additional-location=" + locations,
                "--spring.config.import=classpath:dewberry-platform.yaml",
                "--logging.structured.format.console=");
    }

    @Configuration(proxyBeanMethods = false)
    static class Nothing {}
}
