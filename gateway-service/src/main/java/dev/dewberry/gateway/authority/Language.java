package dev.dewberry.gateway.authority;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The languages of the page, which are those of the web client.
enum Language {
    EN,
    ZH;

    String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// @param chosen what the reader clicked at, if anything
    /// @param accepted what the browser prefers, best first
    static Language of(@Nullable String chosen, List<String> accepted) {
        for (Language language : values()) {
            if (language.code().equals(chosen)) {
                return language;
            }
        }
        for (String range : accepted) {
            for (Language language : values()) {
                if (range.toLowerCase(Locale.ROOT).split("-", 2)[0].equals(language.code())) {
                    return language;
                }
            }
        }
        return EN;
    }
}
