package dev.dewberry.auth.password;

import dev.dewberry.platform.error.DewberryException;
import java.text.Normalizer;

/// A password in clear, as short as possible in memory, never in a log. Normalised, so that the same letters typed on
/// another keyboard are the same password.
public final class Password {

    public static final int MIN = 8;
    public static final int MAX = 256;

    private final String text;

    private Password(String text) {
        this.text = text;
    }

    /// A password that somebody chooses.
    public static Password chosen(String text) {
        int characters = text.codePointCount(0, text.length());
        if (characters < MIN || characters > MAX) {
            throw DewberryException.badFrame("password has " + MIN + "-" + MAX + " characters");
        }
        return new Password(Normalizer.normalize(text, Normalizer.Form.NFC));
    }

    /// A password that somebody claims to know. One that nobody can have chosen is simply wrong; it is cut, so that
    /// it costs no more than others.
    public static Password claimed(String text) {
        String bounded = text.length() > 2 * MAX ? text.substring(0, 2 * MAX + 1) : text;
        return new Password(Normalizer.normalize(bounded, Normalizer.Form.NFC));
    }

    String text() {
        return text;
    }

    @Override
    public String toString() {
        return "Password[…]";
    }
}
