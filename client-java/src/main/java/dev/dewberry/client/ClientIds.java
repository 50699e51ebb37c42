package dev.dewberry.client;

import java.security.SecureRandom;
import java.time.Instant;

/// Makes ULIDs: 26 characters, time-ordered, so that the server's index of them grows at its end. Thread-safe.
final class ClientIds {

    private static final char[] CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();

    private final SecureRandom random = new SecureRandom();

    String next(Instant now) {
        char[] id = new char[26];
        long millis = now.toEpochMilli();
        for (int i = 9; i >= 0; i--) {
            id[i] = CROCKFORD[(int) (millis & 31)];
            millis >>>= 5;
        }
        for (int i = 10; i < id.length; i++) {
            id[i] = CROCKFORD[random.nextInt(32)];
        }
        return new String(id);
    }
}
