package dev.dewberry.gateway.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorityPageTest {

    private static final Authority AUTHORITY = new Authority(
            "certificate".getBytes(StandardCharsets.US_ASCII),
            "Ours <&> theirs",
            Instant.parse("2036-11-20T10:00:00Z"));
    private static final String ADDRESS = "https://chat.example.org:8443/ca";

    private final AuthorityPage page = new AuthorityPage();

    @ParameterizedTest
    @EnumSource(Language.class)
    void itSaysWhatToCompareAndWhereItIs(Language language) {
        String html = page.render(AUTHORITY, language, ADDRESS, Platform.ANDROID);

        assertThat(html.replace("<wbr>", ""))
                .contains(AUTHORITY.fingerprint(), "2036-11-20", "Ours &lt;&amp;&gt; theirs", ">" + ADDRESS + "</a>")
                .contains("<details open>\n<summary>Android")
                .doesNotContain("{{", "<script", "style=", "Ours <");
        assertThat(html.split("<details open>", -1)).hasSize(2);
    }

    /// Nobody compares a byte of which one half stands in the next line.
    @Test
    void theFingerprintIsBrokenBetweenItsBytesOnly() {
        String html = page.render(AUTHORITY, Language.EN, ADDRESS, Platform.ANDROID);

        assertThat(html).contains(AUTHORITY.fingerprint().replace(":", ":<wbr>"));
        assertThat(AuthorityPage.resource("page.css")).containsPattern("#fingerprint \\{[^}]*overflow-wrap: normal;");
    }

    @Test
    void bothLanguagesHaveTheSameParts() {
        Pattern part = Pattern.compile("<[a-z][^>]*>|\\{\\{[a-z-]+}}");
        assertThat(parts(part, "zh.html")).containsExactlyInAnyOrderElementsOf(parts(part, "en.html"));
    }

    /// Without what is meant to differ: languages and labels.
    private static List<String> parts(Pattern part, String file) {
        return part.matcher(AuthorityPage.resource(file))
                .results()
                .map(found -> found.group().replaceAll(" (?:lang|aria-label|href|hreflang)=\"[^\"]*\"", ""))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {ADDRESS, "http://192.168.178.21/ca", "https://[fd00:1234:5678:9abc:def0:1234:5678:9abc]:65535/ca"
            })
    void theCodeIsReadAsTheAddress(String address) throws Exception {
        String html = page.render(AUTHORITY, Language.EN, address, null);

        assertThat(read(html.substring(html.indexOf("<svg"), html.indexOf("</svg>"))))
                .isEqualTo(address);
    }

    /// Draws the path as a renderer would, four pixels a module, and has another library than the one that wrote it
    /// read it.
    private static String read(String svg) throws Exception {
        int scale = 4;
        int side = Integer.parseInt(svg.replaceAll("(?s).*viewBox=\"0 0 (\\d+) .*", "$1")) * scale;
        int[] pixels = new int[side * side];
        Arrays.fill(pixels, 0xffffff);
        Matcher module = Pattern.compile("M(\\d+) (\\d+)h1v1h-1z").matcher(svg);
        while (module.find()) {
            for (int i = 0; i < scale * scale; i++) {
                int x = Integer.parseInt(module.group(1)) * scale + i % scale;
                int y = Integer.parseInt(module.group(2)) * scale + i / scale;
                pixels[y * side + x] = 0;
            }
        }
        var image = new BinaryBitmap(new HybridBinarizer(new RGBLuminanceSource(side, side, pixels)));
        return new QRCodeReader().decode(image).getText();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "chat.example.org:8443, -, https, https://chat.example.org:8443",
                "10.0.0.7, -, http, http://10.0.0.7",
                "[fd00::7]:8443, -, https, https://[fd00::7]:8443",
                "chat.example.org, https, http, https://chat.example.org",
                "chat.example.org, javascript, http, http://chat.example.org",
                "localhost:8443, -, https, -",
                "127.0.0.1:8443, -, https, -",
                "[::1]:8443, -, https, -",
                "a\"><b, -, https, -",
                "user@chat.example.org, -, https, -",
                "-, -, https, -"
            })
    void anAddressIsOneThatAPhoneUnderstands(String host, String proto, String scheme, String expected) {
        assertThat(PublicAddress.of(host, proto, scheme)).isEqualTo(expected);
    }

    @Test
    void withoutSuchAnAddressItSaysSoInsteadOfShowingACode() {
        assertThat(page.render(AUTHORITY, Language.EN, null, null))
                .doesNotContain("<svg")
                .contains("<section aria-labelledby=\"phone\" hidden>");
    }

    @Test
    void theLanguageIsTheChosenOneOrTheFirstThatIsSpoken() {
        assertThat(Language.of("zh", List.of("en"))).isEqualTo(Language.ZH);
        assertThat(Language.of(null, List.of("de", "zh-TW", "en"))).isEqualTo(Language.ZH);
        assertThat(Language.of("xx", List.of("de"))).isEqualTo(Language.EN);
    }

    @ParameterizedTest
    @CsvSource({
        "IOS, Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15",
        "ANDROID, Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile",
        "WINDOWS, Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36",
        "MACOS, Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15",
        "LINUX, Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
    })
    void thePlatformIsTheReaders(Platform platform, String userAgent) {
        assertThat(Platform.of(userAgent)).isEqualTo(platform);
    }

    @Test
    void whatIsNoAuthoritysCertificateIsRefused(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("ca.crt");
        assertThatThrownBy(() -> Authority.read(file)).hasMessageContaining("cannot be read");
        Files.writeString(file, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n" + AUTHORITY.pem());
        assertThatThrownBy(() -> Authority.read(file)).hasMessageContaining("holds a private key");
        Files.writeString(file, AUTHORITY.pem());
        assertThatThrownBy(() -> Authority.read(file)).hasMessageContaining("no readable certificate");
        Files.writeString(file, "");
        assertThatThrownBy(() -> Authority.read(file)).isInstanceOf(UnusableAuthorityException.class);
    }
}
