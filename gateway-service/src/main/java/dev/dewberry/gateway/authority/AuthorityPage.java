package dev.dewberry.gateway.authority;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.HtmlUtils;

/// The page itself, which needs no script: texts in `<language>.html`, and what differs from one installation or
/// reader to another in the places of `{{name}}`. Immutable.
final class AuthorityPage {

    private static final Pattern PLACE = Pattern.compile("\\{\\{([a-z-]+)}}");

    private final Map<Language, String> texts = new HashMap<>();

    AuthorityPage() {
        for (Language language : Language.values()) {
            texts.put(language, resource(language.code() + ".html"));
        }
    }

    static String resource(String name) {
        try (InputStream file = Objects.requireNonNull(AuthorityPage.class.getResourceAsStream(name), name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /// @param address of the page, for the QR code; none where only this machine would understand it
    String render(Authority authority, Language language, @Nullable String address, @Nullable Platform platform) {
        Map<String, String> values = new HashMap<>();
        values.put("fingerprint", authority.fingerprint().replace(":", ":<wbr>"));
        values.put("name", escaped(authority.name()));
        values.put(
                "until", LocalDate.ofInstant(authority.until(), ZoneOffset.UTC).toString());
        values.put("address", address == null ? "" : escaped(address));
        values.put("qr", address == null ? "" : QrSvg.of(address));
        values.put("with-address", address == null ? "hidden" : "");
        values.put("without-address", address == null ? "" : "hidden");
        for (Platform each : Platform.values()) {
            values.put(each.name().toLowerCase(Locale.ROOT), each == platform ? "open" : "");
        }
        return PLACE.matcher(Objects.requireNonNull(texts.get(language)))
                .replaceAll(place -> Matcher.quoteReplacement(Objects.requireNonNull(values.get(place.group(1)))));
    }

    private static String escaped(String text) {
        return HtmlUtils.htmlEscape(text, StandardCharsets.UTF_8.name());
    }
}
