package dev.dewberry.auth.account;

import dev.dewberry.platform.error.DewberryException;
import java.util.Locale;
import java.util.regex.Pattern;

/// A name to sign in with: 3-32 of `a-z 0-9 . _ -`. Upper case is taken and lowered, so that nobody fails to sign in
/// because a phone began the word with a capital.
public record Username(String value) {

    private static final Pattern FORM = Pattern.compile("[a-z0-9._-]{3,32}");

    public Username {
        if (!FORM.matcher(value).matches()) {
            throw DewberryException.badFrame("username has 3-32 of a-z 0-9 . _ -");
        }
    }

    public static Username parse(String text) {
        // Anything longer cannot become one; lowering it would only cost.
        if (text.length() > 32) {
            throw DewberryException.badFrame("username has 3-32 of a-z 0-9 . _ -");
        }
        return new Username(text.toLowerCase(Locale.ROOT));
    }

    @Override
    public String toString() {
        return value;
    }
}
