package dev.dewberry.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.database.DatabaseProperties.Server;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ServersInOrderTest {

    @Test
    void shouldBeOneWithThePortBesideIt() {
        assertThat(of("db.example.org")).containsExactly("db.example.org:3307");
        // An address of IPv6 has colons of its own.
        assertThat(of("::1")).containsExactly("::1:3307");
    }

    @Test
    void shouldBeSeveralEachWithItsOwnPortWhereItHasOne() {
        assertThat(of("10.0.0.1, 10.0.0.2:3306,c")).containsExactly("10.0.0.1:3307", "10.0.0.2:3306", "c:3307");
    }

    private static Iterable<String> of(String host) {
        return new DatabaseProperties(host, 3307, "n", "u", "", null, "", 4, 1, Duration.ofSeconds(5))
                .servers().stream().map(Server::toString).toList();
    }
}
