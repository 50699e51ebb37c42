package dev.dewberry.bench.system;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LocalSystemTest {
    @Test
    void takesTheProcessesFromAnArrayOrFromAnObject() {
        String array =
                "[{\"role\":\"redis\",\"pid\":12,\"port\":1,\"health\":\"up\"},{\"role\":\"gateway-service\",\"pid\":null}]";

        assertThat(LocalSystem.parse(array)).containsExactly(new ServerProcess("redis", 12));
        assertThat(LocalSystem.parse("{\"processes\":" + array + "}")).containsExactly(new ServerProcess("redis", 12));
    }
}
