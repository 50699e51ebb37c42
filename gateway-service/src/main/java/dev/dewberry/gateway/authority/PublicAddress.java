package dev.dewberry.gateway.authority;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The address by which a page was asked for, as far as another device can use it.
final class PublicAddress {

    private static final Pattern HOST =
            Pattern.compile("([A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?|\\[[0-9A-Fa-f:.]{2,45}])(?::\\d{1,5})?");
    private static final Pattern OF_THIS_MACHINE =
            Pattern.compile("(?i)(?:.*\\.)?localhost|127\\.[0-9.]+|\\[(?:::1|0*(?::0*)*:0*1)]");

    private PublicAddress() {}

    /// Both arguments are claims. What comes of them goes to nobody but the client that made them, and no cache keeps
    /// it.
    ///
    /// @param host the header `Host`
    /// @param forwardedProto the header `X-Forwarded-Proto` of whoever ends TLS before the gateway
    /// @return scheme, host and port; `null` where there is no host, or one that is this machine for each machine
    static @Nullable String of(@Nullable String host, @Nullable String forwardedProto, String scheme) {
        if (host == null) {
            return null;
        }
        var matcher = HOST.matcher(host);
        if (!matcher.matches() || OF_THIS_MACHINE.matcher(matcher.group(1)).matches()) {
            return null;
        }
        boolean told = "https".equals(forwardedProto) || "http".equals(forwardedProto);
        return (told ? forwardedProto : scheme) + "://" + host;
    }
}
