package dev.dewberry.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.testsupport.MariaDb;
import dev.dewberry.testsupport.Redis;
import dev.dewberry.testsupport.Servers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Devices, and the change of one's password.
@ExtendWith(Servers.class)
class DevicesIT {

    private static RunningAuth auth;

    @BeforeAll
    static void start(MariaDb mariaDb, Redis redis) {
        auth = RunningAuth.start(mariaDb, redis);
    }

    @AfterAll
    static void stop() {
        auth.close();
    }

    private static int me(RunningAuth.Answer login) {
        return auth.get("/api/v1/users/me", login.text("/accessToken")).status();
    }

    @Test
    void listsTheDevicesThatAreSignedIn() {
        String name = auth.newName();
        auth.register(name);
        var first = auth.login(name);
        var second = auth.login(name);

        var devices = auth.get("/api/v1/users/me/devices", second.text("/accessToken"));

        assertThat(devices.json().at("/devices")).hasSize(2);
        assertThat(devices.text("/devices/0/id")).isEqualTo(second.text("/device/id"));
        assertThat(devices.json().at("/devices/0/current").asBoolean()).isTrue();
        assertThat(devices.json().at("/devices/1/current").asBoolean()).isFalse();
        assertThat(devices.text("/devices/1/name")).isEqualTo("Phone");
        assertThat(devices.text("/devices/1/id")).isEqualTo(first.text("/device/id"));
    }

    @Test
    void signsAnotherDeviceOut() {
        String name = auth.newName();
        auth.register(name);
        var first = auth.login(name);
        var second = auth.login(name);
        String path = "/api/v1/users/me/devices/" + first.text("/device/id");

        assertThat(auth.call("DELETE", path, second.text("/accessToken"), null, Map.of())
                        .status())
                .isEqualTo(204);
        assertThat(me(first)).isEqualTo(401);
        assertThat(me(second)).isEqualTo(200);
        assertThat(auth.call("DELETE", path, second.text("/accessToken"), null, Map.of())
                        .code())
                .isEqualTo("not_found");
    }

    @Test
    void doesNotSignOutSomebodyElsesDevice() {
        String name = auth.newName();
        auth.register(name);
        var mine = auth.login(name);
        String other = auth.signedIn(auth.newName());

        var answer = auth.call("DELETE", "/api/v1/users/me/devices/" + mine.text("/device/id"), other, null, Map.of());

        assertThat(answer.code()).isEqualTo("not_found");
        assertThat(me(mine)).isEqualTo(200);
    }

    @Test
    void endsTheOldestSessionPastTenDevices() {
        String name = auth.newName();
        auth.register(name);
        List<RunningAuth.Answer> logins = new ArrayList<>();
        for (int i = 0; i < 11; i++) {
            logins.add(auth.login(name));
        }

        assertThat(me(logins.get(0))).isEqualTo(401);
        assertThat(me(logins.get(1))).isEqualTo(200);
        assertThat(auth.get("/api/v1/users/me/devices", logins.get(10).text("/accessToken"))
                        .json()
                        .at("/devices"))
                .hasSize(10);
    }

    @Test
    void keepsTheIdOfADeviceThatSignsInAgainAndEndsItsOldSession() {
        String name = auth.newName();
        auth.register(name);
        var first = auth.login(name);

        var again = auth.post("/api/v1/auth/login", null, """
                {"username":"%s","password":"password of %s",
                 "device":{"name":"Tablet","kind":"test","id":"%s","secret":"%s"}}""".formatted(
                        name, name, first.text("/device/id"), first.text("/device/secret")));

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.text("/device/id")).isEqualTo(first.text("/device/id"));
        assertThat(again.text("/device/secret")).isEqualTo(first.text("/device/secret"));
        assertThat(me(first)).isEqualTo(401);
        assertThat(me(again)).isEqualTo(200);
        var devices = auth.get("/api/v1/users/me/devices", again.text("/accessToken"));
        assertThat(devices.json().at("/devices")).hasSize(1);
        assertThat(devices.text("/devices/0/name")).isEqualTo("Tablet");
    }

    @Test
    void treatsADeviceWithoutItsSecretAsANewOne() {
        String name = auth.newName();
        auth.register(name);
        var first = auth.login(name);

        var again = auth.post(
                "/api/v1/auth/login", null, """
                {"username":"%s","password":"password of %s",
                 "device":{"name":"Tablet","kind":"test","id":"%s","secret":"dwd_%s"}}""".formatted(name, name, first.text("/device/id"), "A".repeat(32)));

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.text("/device/id")).isNotEqualTo(first.text("/device/id"));
        assertThat(me(first)).isEqualTo(200);
    }

    @Test
    void changesThePasswordAndSignsTheOtherDevicesOut() {
        String name = auth.newName();
        auth.register(name);
        var mine = auth.login(name);
        var other = auth.login(name);

        var answer = changePassword(mine, "password of " + name, "a better password");

        assertThat(answer.status()).isEqualTo(204);
        assertThat(me(mine)).isEqualTo(200);
        assertThat(me(other)).isEqualTo(401);
        assertThat(auth.login(name).code()).isEqualTo("bad_credentials");
        assertThat(auth.login(name, "a better password").status()).isEqualTo(200);
    }

    @Test
    void wantsThePresentPasswordAndALongEnoughNewOne() {
        String name = auth.newName();
        auth.register(name);
        var mine = auth.login(name);

        assertThat(changePassword(mine, "wrong", "a better password").code()).isEqualTo("bad_credentials");
        assertThat(changePassword(mine, "password of " + name, "short").code()).isEqualTo("bad_frame");
        assertThat(auth.login(name).status()).isEqualTo(200);
    }

    private static RunningAuth.Answer changePassword(RunningAuth.Answer login, String present, String chosen) {
        return auth.call(
                "PUT",
                "/api/v1/users/me/password",
                login.text("/accessToken"),
                """
                {"currentPassword":"%s","newPassword":"%s"}""".formatted(present, chosen),
                Map.of());
    }
}
