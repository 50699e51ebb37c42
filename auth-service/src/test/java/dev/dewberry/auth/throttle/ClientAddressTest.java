package dev.dewberry.auth.throttle;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;

class ClientAddressTest {

    private static String of(String address) {
        HttpHeaders headers = new HttpHeaders();
        headers.set(ClientAddress.HEADER, address);
        return ClientAddress.of(headers);
    }

    @Test
    void takesAnIpv4AddressAsItIs() {
        assertThat(of("192.0.2.7")).isEqualTo("192.0.2.7");
    }

    @Test
    void takesTheNetworkOfAnIpv6Address() {
        assertThat(of("2001:db8:1:2:3:4:5:6")).isEqualTo(of("2001:db8:1:2::1"));
        assertThat(of("2001:db8:1:2::1")).isNotEqualTo(of("2001:db8:1:3::1"));
        assertThat(of("2001:db8::1")).isEqualTo(of("2001:db8::2"));
        assertThat(of("fe80::1%eth0")).isEqualTo(of("fe80::2"));
    }

    @Test
    void knowsNoneWhereTheGatewaySaysNone() {
        assertThat(ClientAddress.of(new HttpHeaders())).isNull();
        assertThat(of("")).isNull();
        assertThat(of("x".repeat(65))).isNull();
    }
}
