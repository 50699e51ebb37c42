package dev.dewberry.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LimitsTest {

    private static final InetSocketAddress PROXY = new InetSocketAddress("10.42.7.9", 1234);
    private static final InetSocketAddress CLIENT = new InetSocketAddress("203.0.113.5", 1234);

    @Test
    void newSocketsPastTheBurstWaitTheirTurnAndPastTheLongestWaitAreRefused() {
        ConnectionPace pace = new ConnectionPace(10, 2, TimeUnit.SECONDS.toNanos(1));
        assertThat(pace.reserve(0)).isZero();
        assertThat(pace.reserve(0)).isZero();
        for (int i = 1; i <= 10; i++) {
            assertThat(pace.reserve(0)).isEqualTo(TimeUnit.MILLISECONDS.toNanos(100 * i));
        }

        assertThat(pace.reserve(0)).isEqualTo(-1);
        assertThat(pace.reserve(TimeUnit.MILLISECONDS.toNanos(100))).isEqualTo(TimeUnit.SECONDS.toNanos(1));
    }

    @Test
    void anAddressIsRefusedAfterItsFailuresAndWelcomeAgainAfterAWhile() {
        FailureLimiter limiter = new FailureLimiter(60, 3);
        for (int i = 0; i < 3; i++) {
            assertThat(limiter.refusedFor("a", 0)).isZero();
            limiter.failed("a", 0);
        }

        assertThat(limiter.refusedFor("a", 0)).isEqualTo(TimeUnit.SECONDS.toNanos(1));
        assertThat(limiter.refusedFor("b", 0)).isZero();
        assertThat(limiter.refusedFor("a", TimeUnit.SECONDS.toNanos(1))).isZero();
    }

    @Test
    void askingCostsNothing() {
        FailureLimiter limiter = new FailureLimiter(60, 3);
        limiter.failed("a", 0);
        for (int i = 0; i < 100; i++) {
            assertThat(limiter.refusedFor("a", 0)).isZero();
        }
    }

    @Test
    void whereTheAddressIsNotKnownNothingIsCounted() {
        FailureLimiter limiter = new FailureLimiter(1, 1);
        for (int i = 0; i < 10; i++) {
            limiter.failed(null, 0);
        }
        assertThat(limiter.refusedFor(null, 0)).isZero();
    }

    @Test
    void aPeerIsTheClientOnlyWhereTheInstallationSaysSo() {
        assertThat(new ClientAddresses(false, List.of()).of(CLIENT, "198.51.100.1"))
                .isNull();
        assertThat(new ClientAddresses(true, List.of()).of(CLIENT, "198.51.100.1"))
                .isEqualTo("203.0.113.5");
    }

    @Test
    void aTrustedProxyIsBelievedAndWhatTheClientPutBeforeItIsNot() {
        ClientAddresses addresses = new ClientAddresses(false, List.of("10.42.0.0/16"));
        assertThat(addresses.of(PROXY, "1.2.3.4, 198.51.100.1, 10.42.0.7")).isEqualTo("198.51.100.1");
        assertThat(addresses.of(PROXY, "nonsense")).isNull();
        assertThat(addresses.of(PROXY, null)).isNull();
    }

    @Test
    void ofAnIpv6AddressTheNetworkCounts() {
        ClientAddresses addresses = new ClientAddresses(true, List.of());
        String one = addresses.of(new InetSocketAddress("2001:db8:1:2:3:4:5:6", 1), null);
        String other = addresses.of(new InetSocketAddress("2001:db8:1:2:aaaa::1", 1), null);
        assertThat(one).isNotNull().isEqualTo(other);
    }

    @Test
    void aRangeThatIsNoneIsRefusedAtTheStart() {
        assertThatThrownBy(() -> new ClientAddresses(false, List.of("10.0.0.0/33")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ClientAddresses(false, List.of("proxy")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
