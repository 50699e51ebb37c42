package dev.dewberry.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.auth.key.KeyRotation;
import dev.dewberry.auth.session.Purge;
import dev.dewberry.platform.security.SecurityProperties;
import dev.dewberry.platform.security.ServiceTokens;
import dev.dewberry.testsupport.MariaDb;
import dev.dewberry.testsupport.Redis;
import dev.dewberry.testsupport.Servers;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A board that starts in 1970, or whose clock is set far ahead and back.
@ExtendWith(Servers.class)
class WrongClockIT {

    private static final Duration TEN_YEARS = Duration.ofDays(3652);
    private static final Duration HOUR = Duration.ofHours(1);

    private RunningAuth auth;

    @BeforeEach
    void start(MariaDb mariaDb, Redis redis) {
        auth = RunningAuth.start(mariaDb, redis);
    }

    @AfterEach
    void stop() {
        auth.close();
    }

    private RunningAuth.Answer login() {
        String name = auth.newName();
        auth.register(name);
        return auth.login(name);
    }

    private RunningAuth.Answer refresh(RunningAuth.Answer last) {
        return auth.post("/api/v1/auth/refresh", null, "{\"refreshToken\":\"" + last.text("/refreshToken") + "\"}");
    }

    private RunningAuth.Answer me(RunningAuth.Answer tokens) {
        return auth.get("/api/v1/users/me", tokens.text("/accessToken"));
    }

    private RunningAuth.Answer revocations() {
        String token =
                new ServiceTokens("gateway", new SecurityProperties(RunningAuth.SERVICE_KEY), auth.clock).issue("auth");
        return auth.get("/internal/v1/revocations?after=0", token);
    }

    /// As every minute.
    private void keepHouse() {
        auth.bean(KeyRotation.class).check().block();
        auth.bean(Purge.class).run().block();
    }

    @Test
    void keepsWhoSignedInIn1970AndGivesHimAWholeLifetimeFromNow() {
        Duration tillNow = Duration.between(Instant.ofEpochSecond(60), auth.clock.instant());
        auth.clock.step(tillNow.negated());
        keepHouse();
        var login = login();
        assertThat(me(login).status()).isEqualTo(200);

        auth.clock.step(tillNow);
        keepHouse();
        assertThat(me(login).status()).isEqualTo(401);
        auth.clock.advance(HOUR.multipliedBy(2));
        keepHouse();
        auth.clock.advance(Duration.ofDays(30));
        keepHouse();

        assertThat(refresh(login).status()).isEqualTo(200);
    }

    @Test
    void endsNothingByAClockThatIsTenYearsAhead() {
        auth.clock.advance(HOUR);
        keepHouse();
        var login = login();
        var other = login();

        auth.clock.step(TEN_YEARS);
        auth.clock.advance(HOUR.multipliedBy(2));
        keepHouse();
        assertThat(auth.count("session")).isEqualTo(2);
        var refreshed = refresh(login);
        assertThat(refreshed.status()).isEqualTo(200);
        assertThat(me(refreshed).status()).isEqualTo(200);

        auth.clock.step(TEN_YEARS.negated().minus(HOUR.multipliedBy(2)));
        keepHouse();
        assertThat(me(other).status()).isEqualTo(200);
        assertThat(refresh(other).status()).isEqualTo(200);
        assertThat(me(login()).status()).isEqualTo(200);
        assertThat(refresh(refreshed).status()).isEqualTo(200);
    }

    @Test
    void shortensWhatAClockThatWasAheadMadeTooLong() {
        auth.clock.step(TEN_YEARS);
        login();
        auth.clock.step(TEN_YEARS.negated());
        keepHouse();
        auth.clock.advance(HOUR.multipliedBy(2));
        keepHouse();

        auth.clock.advance(Duration.ofDays(61));
        keepHouse();

        assertThat(auth.count("session")).isZero();
    }

    @Test
    void makesTheNextKeyAlsoWhereOneWasMadeTenYearsAhead() {
        auth.clock.step(TEN_YEARS);
        keepHouse();
        auth.clock.step(TEN_YEARS.negated());
        keepHouse();
        long keys = auth.count("signing_key");

        auth.clock.advance(Duration.ofDays(30));
        keepHouse();

        assertThat(auth.count("signing_key")).isEqualTo(keys + 1);
        assertThat(me(login()).status()).isEqualTo(200);
    }

    @Test
    void remembersWhoWasSignedOutWhileTheClockWasAhead() {
        auth.clock.advance(HOUR);
        var login = login();
        auth.clock.step(TEN_YEARS);
        var refreshed = refresh(login);
        assertThat(auth.post("/api/v1/auth/logout", refreshed.text("/accessToken"), null)
                        .status())
                .isEqualTo(204);

        auth.clock.step(TEN_YEARS.negated());
        keepHouse();

        assertThat(revocations().json().at("/sessions")).hasSize(1);
    }

    /// An open socket outlives the token that opened it.
    @Test
    void listsASessionThatIsEndedAfterItsLastAccessToken() {
        auth.clock.advance(HOUR);
        String name = auth.newName();
        auth.register(name);
        var old = auth.login(name);
        auth.clock.advance(HOUR);
        var young = auth.login(name);

        String device = "/api/v1/users/me/devices/" + old.text("/device/id");
        assertThat(auth.call("DELETE", device, young.text("/accessToken"), null, Map.of())
                        .status())
                .isEqualTo(204);

        assertThat(revocations().json().at("/sessions")).hasSize(1);
    }

    @Test
    void repeatsAnAnswerThatWasLostWhileTheClockWasSet() {
        auth.clock.advance(HOUR);
        var login = login();
        var first = refresh(login);
        auth.clock.step(HOUR);

        var again = refresh(login);

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.text("/refreshToken")).isEqualTo(first.text("/refreshToken"));
    }
}
