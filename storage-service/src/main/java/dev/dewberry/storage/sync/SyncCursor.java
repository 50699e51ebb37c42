package dev.dewberry.storage.sync;

import dev.dewberry.platform.error.DewberryException;
import dev.dewberry.storage.hot.Moment;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A moment, as the vector of the partitions' commit numbers; between two pages also where the last one
/// ended.
///
/// A conversation that changes while its list is paged through has a commit number above `upTo`, so the
/// next `sync` shows it: nothing is ever left out, though something may be shown twice.
///
/// @param since what the client has seen; `null`: nothing
/// @param upTo what it has seen when all pages are through
/// @param position `null` where all pages are through
record SyncCursor(
        @Nullable Moment since, Moment upTo, @Nullable Position position) {

    private static final String VERSION = "1";
    private static final int RADIX = 36;

    /// After which everything is wanted; `null`: from the beginning.
    @Nullable
    Moment wanted() {
        return position == null ? upTo : since;
    }

    Position after() {
        return position == null ? Position.START : position;
    }

    static SyncCursor done(Moment upTo) {
        return new SyncCursor(null, upTo, null);
    }

    String encode() {
        String text = VERSION + "|" + (since == null ? "" : encode(since)) + "|" + encode(upTo) + "|"
                + (position == null ? "" : Long.toString(position.at(), RADIX) + "|" + position.id());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /// @throws DewberryException `bad_frame` for whatever we did not make
    static SyncCursor decode(String cursor) {
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8).split("\\|", -1);
            if (!parts[0].equals(VERSION) || parts.length < 4) {
                throw bad();
            }
            Moment since = parts[1].isEmpty() ? null : moment(parts[1]);
            Moment upTo = moment(parts[2]);
            Position position = parts.length < 5 ? null : new Position(number(parts[3]), parts[4]);
            return new SyncCursor(since, upTo, position);
        } catch (IllegalArgumentException notOurs) {
            throw bad();
        }
    }

    private static String encode(Moment vector) {
        StringBuilder text = new StringBuilder();
        vector.numbers()
                .forEach((partition, number) -> text.append(text.isEmpty() ? "" : ",")
                        .append(Integer.toString(partition, RADIX))
                        .append('.')
                        .append(Long.toString(number, RADIX)));
        // An installation without any commit has an empty vector, which is not "nothing was seen".
        return text.isEmpty() ? "-" : text.toString();
    }

    private static Moment moment(String text) {
        SortedMap<Integer, Long> numbers = new TreeMap<>();
        if (!text.equals("-")) {
            for (String part : text.split(",", -1)) {
                int dot = part.indexOf('.');
                if (dot < 0) {
                    throw bad();
                }
                numbers.put(Integer.parseInt(part.substring(0, dot), RADIX), number(part.substring(dot + 1)));
            }
        }
        return new Moment(numbers);
    }

    private static long number(String text) {
        return Long.parseLong(text, RADIX);
    }

    private static DewberryException bad() {
        return DewberryException.badFrame("'cursor' is not one of this server");
    }
}
