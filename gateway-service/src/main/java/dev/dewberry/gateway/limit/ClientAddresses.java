package dev.dewberry.gateway.limit;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds out the address of a client, where that can be known: what a configured proxy says, or the peer's own
/// where peers are clients. Everything else is nobody's address, and nothing is counted for it: better no
/// limit than one that counts what one client did against everybody behind the same load balancer.
public final class ClientAddresses {

    /// Where a proxy may stand (RFC 1918, 4193, 4291, 6598), and in a house or a school the clients as well.
    private static final List<Network> PRIVATE = networks(
            List.of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7", "fe80::/10"));

    private final @Nullable Boolean peersAreClients;
    private final List<Network> trustedProxies;

    /// @param peersAreClients `null` where nobody has said it: then a peer counts as client, unless proxies
    ///     are configured, of which it is none; or it is this machine itself; or it is a near one that speaks
    ///     for others, which is what a proxy does that nobody has told us about
    public ClientAddresses(@Nullable Boolean peersAreClients, List<String> trustedProxies) {
        this.peersAreClients = peersAreClients;
        this.trustedProxies = networks(trustedProxies);
    }

    private static List<Network> networks(List<String> ranges) {
        return ranges.stream().map(Network::parse).toList();
    }

    /// @param forwardedFor the header `X-Forwarded-For`, all its lines joined by commas
    /// @return an address, of IPv6 the /64 network that one client can use as it likes; `null` where it
    ///     is not known
    public @Nullable String of(@Nullable SocketAddress peer, @Nullable String forwardedFor) {
        if (!(peer instanceof InetSocketAddress inet) || inet.getAddress() == null) {
            return null;
        }
        byte[] address = inet.getAddress().getAddress();
        if (isIn(trustedProxies, address)) {
            return forwardedFor == null ? null : lastUntrusted(forwardedFor);
        }
        return isClient(inet.getAddress(), forwardedFor != null) ? text(address) : null;
    }

    private boolean isClient(InetAddress peer, boolean speaksForOthers) {
        if (peersAreClients != null) {
            return peersAreClients;
        }
        return trustedProxies.isEmpty()
                && !peer.isLoopbackAddress()
                && !(speaksForOthers && isIn(PRIVATE, peer.getAddress()));
    }

    /// Read from the right: what stands left of the first address that no proxy of ours vouches for, the
    /// client may have made up.
    private @Nullable String lastUntrusted(String forwardedFor) {
        String[] hops = forwardedFor.split(",", -1);
        for (int i = hops.length - 1; i >= 0; i--) {
            byte[] hop = NetUtil.createByteArrayFromIpAddressString(hops[i].strip());
            if (hop == null) {
                return null;
            }
            if (!isIn(trustedProxies, hop)) {
                return text(hop);
            }
        }
        return null;
    }

    private static boolean isIn(List<Network> networks, byte[] address) {
        for (Network network : networks) {
            if (network.contains(address)) {
                return true;
            }
        }
        return false;
    }

    private static String text(byte[] address) {
        byte[] kept = address.length == 16 ? Arrays.copyOf(Arrays.copyOf(address, 8), 16) : address;
        return NetUtil.bytesToIpAddress(kept);
    }

    /// An address range such as `10.42.0.0/16`.
    record Network(byte[] address, int bits) {

        static Network parse(String cidr) {
            int slash = cidr.indexOf('/');
            byte[] address = NetUtil.createByteArrayFromIpAddressString(slash < 0 ? cidr : cidr.substring(0, slash));
            if (address == null) {
                throw new IllegalArgumentException("not an address range: " + cidr);
            }
            int bits = slash < 0 ? address.length * 8 : Integer.parseInt(cidr.substring(slash + 1));
            if (bits < 0 || bits > address.length * 8) {
                throw new IllegalArgumentException("not an address range: " + cidr);
            }
            return new Network(address, bits);
        }

        boolean contains(byte[] other) {
            if (other.length != address.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit += 8) {
                int mask = bits - bit >= 8 ? 0xff : 0xff << (8 - (bits - bit)) & 0xff;
                if ((address[bit / 8] & mask) != (other[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Network that && bits == that.bits && Arrays.equals(address, that.address);
        }

        @Override
        public int hashCode() {
            return 31 * Arrays.hashCode(address) + bits;
        }
    }
}
