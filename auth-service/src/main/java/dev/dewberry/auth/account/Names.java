package dev.dewberry.auth.account;

import dev.dewberry.platform.error.DewberryException;
import java.text.Normalizer;
import java.util.Locale;

/// The free texts of an account, and the form in which a name is searched. Lengths count code points.
public final class Names {

    public static final int DISPLAY_NAME = 100;
    public static final int EXTERNAL_ID = 128;

    private Names() {}

    public static String displayName(String text) {
        return bounded(text.strip(), "displayName", DISPLAY_NAME);
    }

    /// Not stripped: the owner's ids are what the owner says.
    public static String externalId(String text) {
        return bounded(text, "externalId", EXTERNAL_ID);
    }

    /// @throws RuntimeException `bad_frame` where the text is empty, too long, or holds control characters or half a
    ///     surrogate pair
    public static String bounded(String text, String field, int max) {
        if (text.isEmpty() || text.length() > 2 * max || text.codePointCount(0, text.length()) > max) {
            throw DewberryException.badFrame(field + " has 1-" + max + " characters");
        }
        if (text.codePoints().anyMatch(Names::unprintable)) {
            throw DewberryException.badFrame(field + " holds a control character");
        }
        return text;
    }

    /// The same for "Ann", "ann" and "Ａnn".
    public static String searchable(String displayName) {
        String folded = Normalizer.normalize(displayName, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        if (folded.codePointCount(0, folded.length()) <= DISPLAY_NAME) {
            return folded;
        }
        return folded.substring(0, folded.offsetByCodePoints(0, DISPLAY_NAME));
    }

    private static boolean unprintable(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.CONTROL || type == Character.SURROGATE;
    }
}
