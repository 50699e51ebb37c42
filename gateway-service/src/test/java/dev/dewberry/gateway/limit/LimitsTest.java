package dev.dewberry.gateway.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
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
    void anAddressPastItsFailuresIsSlowedAndFreeAgainAfterAWhile() {
        FailureLimiter limiter = slowing("a", 2, 100);

        assertThat(limiter.turn("a", 0)).isZero();
        assertThat(limiter.turn("a", 0)).isZero();
        assertThat(limiter.turn("a", 0)).isEqualTo(TimeUnit.MILLISECONDS.toNanos(500));
        assertThat(limiter.turn("b", 0)).isZero();
        for (int i = 0; i < 100; i++) {
            assertThat(limiter.turn("a", TimeUnit.SECONDS.toNanos(1))).isZero();
        }
    }

    private static FailureLimiter slowing(String address, int perSecond, int together) {
        FailureLimiter limiter = new FailureLimiter(60, 3, perSecond, together);
        for (int i = 0; i < 3; i++) {
            assertThat(limiter.turn(address, 0)).isZero();
            limiter.failed(address, 0);
        }
        return limiter;
    }

    @Test
    void whoComesFromASlowedAddressHasHisTurnHoweverOftenOthersKnock() {
        FailureLimiter limiter = slowing("a", 2, 100);
        for (int i = 0; i < 7; i++) {
            assertThat(limiter.turn("a", 0)).isNotEqualTo(FailureLimiter.NO_TURN);
        }
        assertThat(limiter.turn("a", 0)).isEqualTo(TimeUnit.SECONDS.toNanos(3));
        assertThat(limiter.turn("a", 0)).isEqualTo(TimeUnit.MILLISECONDS.toNanos(3500));
        assertThat(limiter.turn("a", 0)).as("the last place").isEqualTo(TimeUnit.SECONDS.toNanos(4));
        assertThat(limiter.turn("a", 0)).isEqualTo(FailureLimiter.NO_TURN);
        assertThat(limiter.turn("a", 0)).as("asking in vain costs nothing").isEqualTo(FailureLimiter.NO_TURN);
        assertThat(limiter.turn("a", TimeUnit.MILLISECONDS.toNanos(500))).isEqualTo(TimeUnit.SECONDS.toNanos(4));
    }

    @Test
    void allSlowedAddressesTogetherHaveAShareAndTheOthersAreFree() {
        FailureLimiter limiter = new FailureLimiter(60, 1, 10, 20);
        for (int address = 0; address < 50; address++) {
            limiter.failed("a" + address, 0);
        }
        long longest = 0;
        int let = 0;
        for (int address = 0; address < 50; address++) {
            for (int i = 0; i < 4; i++) {
                long turn = limiter.turn("a" + address, 0);
                longest = Math.max(longest, turn);
                let += turn == FailureLimiter.NO_TURN ? 0 : 1;
            }
        }
        assertThat(let).as("a second's at once, and those of four more").isEqualTo(100);
        assertThat(longest).isEqualTo(TimeUnit.SECONDS.toNanos(4));
        assertThat(limiter.turn("good", 0)).isZero();
    }

    @Test
    void whoeverGoesOnFailingNeverShutsOutTheOthersBehindHisAddress() {
        FailureLimiter limiter = new FailureLimiter(60, 3, 2, 100);
        int let = 0;
        for (int millis = 0; millis < 60_000; millis += 10) {
            long now = TimeUnit.MILLISECONDS.toNanos(millis);
            if (limiter.turn("a", now) != FailureLimiter.NO_TURN) {
                let++;
            }
            limiter.failed("a", now);
        }
        // Two a second, one more whenever a failure was forgiven, and those who still wait at the end.
        assertThat(let).isBetween(120, 200);
    }

    @Test
    void askingCostsNothing() {
        FailureLimiter limiter = new FailureLimiter(60, 3, 1, 100);
        limiter.failed("a", 0);
        for (int i = 0; i < 100; i++) {
            assertThat(limiter.turn("a", 0)).isZero();
        }
    }

    @Test
    void whereTheAddressIsNotKnownNothingIsCounted() {
        FailureLimiter limiter = new FailureLimiter(1, 1, 1, 100);
        for (int i = 0; i < 10; i++) {
            limiter.failed(null, 0);
            assertThat(limiter.turn(null, 0)).isZero();
        }
    }

    @Test
    void aPeerIsTheClientWhereTheInstallationSaysSo() {
        assertThat(new ClientAddresses(false, List.of()).of(CLIENT, "198.51.100.1"))
                .isNull();
        assertThat(new ClientAddresses(true, List.of()).of(CLIENT, "198.51.100.1"))
                .isEqualTo("203.0.113.5");
    }

    @Test
    void whereNobodySaidAnythingAPeerIsTheClientUnlessItMayBeAProxy() {
        ClientAddresses addresses = new ClientAddresses(null, List.of());
        assertThat(addresses.of(CLIENT, null)).isEqualTo("203.0.113.5");
        assertThat(addresses.of(CLIENT, "198.51.100.1"))
                .as("a stranger's header")
                .isEqualTo("203.0.113.5");
        assertThat(addresses.of(new InetSocketAddress("192.168.1.7", 1), null))
                .as("a computer of the house")
                .isEqualTo("192.168.1.7");
        for (String near : List.of("127.0.0.1", "::1")) {
            assertThat(addresses.of(new InetSocketAddress(near, 1), null)).isNull();
        }
        for (String near : List.of("10.42.7.9", "172.17.0.2", "192.168.1.7", "100.64.0.3", "fd00::7", "fe80::1")) {
            assertThat(addresses.of(new InetSocketAddress(near, 1), "198.51.100.1"))
                    .as("a proxy of which we were not told: " + near)
                    .isNull();
        }
    }

    @Test
    void whereProxiesAreConfiguredWhoeverComesRoundThemIsNobodysAddress() {
        assertThat(new ClientAddresses(null, List.of("10.42.0.0/16")).of(CLIENT, null))
                .isNull();
        assertThat(new ClientAddresses(true, List.of("10.42.0.0/16")).of(CLIENT, "198.51.100.1"))
                .isEqualTo("203.0.113.5");
    }

    @Test
    void aTrustedProxyIsBelievedAndWhatTheClientPutBeforeItIsNot() {
        ClientAddresses addresses = new ClientAddresses(null, List.of("10.42.0.0/16"));
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
    void memoryIsShortAboveItsShareAndNotBelow() {
        ByteBuf some = ByteBufAllocator.DEFAULT.directBuffer(100_000);
        assertThat(new MemoryGuard(0.000_001, 1).isShort()).isTrue();
        assertThat(new MemoryGuard(1, 1).isShort()).isFalse();
        some.release();
    }

    @Test
    void eachCollectionThatLeavesTooMuchShedsOnce() {
        MemoryGuard guard = new MemoryGuard(1, 0.000_001);
        assertThat(guard.mustShed()).as("before the first").isFalse();
        collect();
        assertThat(guard.mustShed()).isTrue();
        assertThat(guard.mustShed()).as("until the next").isFalse();
        collect();
        assertThat(guard.mustShed()).isTrue();

        MemoryGuard roomy = new MemoryGuard(1, 1);
        collect();
        assertThat(roomy.mustShed()).isFalse();
    }

    @SuppressWarnings("SystemGc")
    private static void collect() {
        System.gc();
    }

    @Test
    void aRangeThatIsNoneIsRefusedAtTheStart() {
        assertThatThrownBy(() -> new ClientAddresses(false, List.of("10.0.0.0/33")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ClientAddresses(false, List.of("proxy")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
