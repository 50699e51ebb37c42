package dev.dewberry.gateway.authority;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Whose instructions are open when the page is: those for the device that asks. All others are one click away, so
/// a wrong guess (an iPad says that it is a Mac) costs little.
enum Platform {
    IOS("iphone", "ipad"),
    ANDROID("android"),
    WINDOWS("windows"),
    MACOS("macintosh"),
    LINUX("linux", "cros", "x11");

    /// As they stand in `User-Agent`. Android says that it is Linux, too, so the order counts.
    private final List<String> marks;

    Platform(String... marks) {
        this.marks = List.of(marks);
    }

    static @Nullable Platform of(@Nullable String userAgent) {
        if (userAgent == null) {
            return null;
        }
        String agent = userAgent.toLowerCase(Locale.ROOT);
        for (Platform platform : values()) {
            if (platform.marks.stream().anyMatch(agent::contains)) {
                return platform;
            }
        }
        return null;
    }
}
