package dev.dewberry.gateway.authority;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;
import org.springframework.web.util.HtmlUtils;

/// A configuration profile by which an iPhone, iPad or Mac installs the certificate. Unsigned: who could sign it is
/// the one whom the device does not know yet.
final class AppleProfile {

    private static final String PROFILE = """
            <?xml version="1.0" encoding="UTF-8"?>
            <!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
            <plist version="1.0">
            <dict>
              <key>PayloadType</key><string>Configuration</string>
              <key>PayloadVersion</key><integer>1</integer>
              <key>PayloadIdentifier</key><string>dev.dewberry.authority.%1$s</string>
              <key>PayloadUUID</key><string>%1$s</string>
              <key>PayloadDisplayName</key><string>%3$s</string>
              <key>PayloadDescription</key><string>SHA-256 %4$s</string>
              <key>PayloadContent</key>
              <array>
                <dict>
                  <key>PayloadType</key><string>com.apple.security.root</string>
                  <key>PayloadVersion</key><integer>1</integer>
                  <key>PayloadIdentifier</key><string>dev.dewberry.authority.%1$s.root</string>
                  <key>PayloadUUID</key><string>%2$s</string>
                  <key>PayloadDisplayName</key><string>%3$s</string>
                  <key>PayloadCertificateFileName</key><string>dewberry-ca.crt</string>
                  <key>PayloadContent</key><data>%5$s</data>
                </dict>
              </array>
            </dict>
            </plist>
            """;

    private AppleProfile() {}

    /// The same certificate has the same identifiers, so that a second installation takes the place of the first.
    static String of(Authority authority) {
        String fingerprint = authority.fingerprint();
        return PROFILE.formatted(
                identifier("profile " + fingerprint),
                identifier("root " + fingerprint),
                HtmlUtils.htmlEscape(authority.name(), StandardCharsets.UTF_8.name()),
                fingerprint,
                Base64.getEncoder().encodeToString(authority.der()));
    }

    private static String identifier(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString();
    }
}
