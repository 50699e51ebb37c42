package dev.dewberry.message.delivery;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Which live gateways there are, and which of the users asked for has a socket on which of them.
///
/// @param users the users asked for, rising
/// @param online per live gateway, for each of `users` whether he is there
public record Routes(long[] users, Map<String, boolean[]> online) {

    public static final Routes NONE = new Routes(new long[0], Map.of());

    public boolean isLive(String gateway) {
        return online.containsKey(gateway);
    }

    public List<String> gateways() {
        return List.copyOf(online.keySet());
    }

    /// Those of the recipients who are on the gateway, in their order.
    ///
    /// @param recipients all of them asked for before
    public long[] on(String gateway, long[] recipients) {
        boolean[] there = online.get(gateway);
        if (there == null) {
            return new long[0];
        }
        long[] found = new long[recipients.length];
        int count = 0;
        for (long recipient : recipients) {
            int index = Arrays.binarySearch(users, recipient);
            if (index >= 0 && there[index]) {
                found[count++] = recipient;
            }
        }
        return Arrays.copyOf(found, count);
    }
}
