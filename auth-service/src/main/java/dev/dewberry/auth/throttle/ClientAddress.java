package dev.dewberry.auth.throttle;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/// The client's true address, as the gateway says it; it says none where a load balancer hides the clients.
public final class ClientAddress {

    public static final String HEADER = "X-Dewberry-Client-Address";

    private static final int MAX_LENGTH = 64;
    private static final int NETWORK_GROUPS = 4;

    private ClientAddress() {}

    /// What failures are counted by: an IPv4 address, or the /64 of an IPv6 address, since one client has all of
    /// that.
    public static @Nullable String of(HttpHeaders headers) {
        String address = headers.getFirst(HEADER);
        if (address == null || address.isBlank() || address.length() > MAX_LENGTH) {
            return null;
        }
        return address.contains(":") ? network(address) : address;
    }

    private static String network(String ipv6) {
        int zone = ipv6.indexOf('%');
        String bare = zone < 0 ? ipv6 : ipv6.substring(0, zone);
        int gap = bare.indexOf("::");
        List<String> groups = List.of((gap < 0 ? bare : bare.substring(0, gap)).split(":"));
        StringBuilder network = new StringBuilder();
        for (int i = 0; i < NETWORK_GROUPS; i++) {
            String group = i < groups.size() && !groups.get(i).isEmpty() ? groups.get(i) : "0";
            network.append(group).append(':');
        }
        return network.append(":/64").toString();
    }
}
