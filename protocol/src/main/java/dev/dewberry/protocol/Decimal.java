package dev.dewberry.protocol;

/// The canonical decimal form of ids: no sign, no leading zero, so that one id has one spelling.
final class Decimal {

    private Decimal() {}

    static long parse(String text, String what) {
        int length = text.length();
        if (length < 1 || length > 19 || text.charAt(0) == '0') {
            throw bad(what);
        }
        long value = 0;
        for (int i = 0; i < length; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                throw bad(what);
            }
            value = value * 10 + digit;
        }
        // 19 digits may pass 2^63 once, which shows as a negative number.
        if (value < 0) {
            throw bad(what);
        }
        return value;
    }

    private static ProtocolException bad(String what) {
        return new ProtocolException(ErrorCode.BAD_FRAME, "not a " + what);
    }
}
