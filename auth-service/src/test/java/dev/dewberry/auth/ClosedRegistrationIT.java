package dev.dewberry.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.testsupport.MariaDb;
import dev.dewberry.testsupport.Redis;
import dev.dewberry.testsupport.Servers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// An installation whose accounts are made by administrators.
@ExtendWith(Servers.class)
class ClosedRegistrationIT {

    @Test
    void registersNobodyWhereRegistrationIsClosed(MariaDb mariaDb, Redis redis) {
        try (RunningAuth closed = RunningAuth.start(mariaDb, redis, "dewberry.auth.registration-open=false")) {
            var answer = closed.post("/api/v1/auth/register", null, """
                    {"username":"somebody","password":"long enough"}""");

            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.code()).isEqualTo("registration_closed");
            assertThat(closed.login("root", RunningAuth.ADMIN_PASSWORD).status())
                    .isEqualTo(200);
        }
    }
}
