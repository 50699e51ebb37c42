package dev.dewberry.bench.aged;

import dev.dewberry.bench.BenchException;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Who has chatted with whom, how much and since when.
///
/// Everybody knows those who come next in the ring of all users, among them the one with whom he is paired in an
/// office's load. The events of a conversation are spread over the whole time, one in each of as many equal parts of
/// it.
///
/// @param users rising
/// @param months the last one is the present
/// @param end the time before which everything was
public record Archive(List<Long> users, List<Chat> chats, List<YearMonth> months, Instant end) {
    private static final int USUAL_EVENTS = 500;
    private static final int MOST_NEIGHBOURS = 25;
    private static final int LEAST_EVENTS = 100;
    private static final Duration QUIET = Duration.ofHours(1);

    /// @param users in the order in which they are paired
    /// @param events in all conversations together
    public static Archive of(List<Long> users, long events, int months, Instant now) {
        List<Chat> chats = chats(users, events);
        YearMonth last = YearMonth.from(now.atOffset(ZoneOffset.UTC));
        return new Archive(
                users.stream().sorted().toList(),
                chats,
                IntStream.rangeClosed(1, months)
                        .mapToObj(i -> last.minusMonths(months - i))
                        .toList(),
                // Nothing that is republished after a restart, which looks back for a minute.
                now.minus(QUIET));
    }

    private static List<Chat> chats(List<Long> users, long events) {
        int neighbours = (int) Math.clamp(
                Math.round((double) events / USUAL_EVENTS / users.size()),
                1,
                Math.min(MOST_NEIGHBOURS, users.size() / 2));
        var known = new HashSet<List<Long>>();
        var pairs = new ArrayList<List<Long>>();
        for (int i = 0; i < users.size(); i++) {
            for (int distance = 1; distance <= neighbours; distance++) {
                long a = users.get(i);
                long b = users.get((i + distance) % users.size());
                List<Long> pair = List.of(Math.min(a, b), Math.max(a, b));
                if (a != b && known.add(pair)) {
                    pairs.add(pair);
                }
            }
        }
        long usual = pairs.isEmpty() ? 0 : events / pairs.size();
        if (usual < LEAST_EVENTS) {
            throw new BenchException("--events " + events + " are too few for " + users.size()
                    + " users: an aged conversation has at least " + LEAST_EVENTS);
        }
        return sized(pairs, events, usual);
    }

    /// From half as many events as usual to one and a half times as many.
    private static List<Chat> sized(List<List<Long>> pairs, long events, long usual) {
        var random = new SplittableRandom(events);
        var chats = new ArrayList<Chat>(pairs.size());
        long left = events;
        for (int i = 0; i < pairs.size(); i++) {
            int others = pairs.size() - i - 1;
            long wanted = usual / 2 + random.nextLong(usual + 1);
            // The rest has to be enough for the others, and not too much.
            long size =
                    Math.clamp(wanted, left - others * (usual + usual / 2), Math.max(1, left - others * (usual / 2)));
            size = others == 0 ? left : size;
            chats.add(new Chat(i, pairs.get(i).get(0), pairs.get(i).get(1), (int) size));
            left -= size;
        }
        return List.copyOf(chats);
    }

    public long events() {
        return chats.stream().mapToLong(Chat::events).sum();
    }

    int mostEvents() {
        return chats.stream().mapToInt(Chat::events).max().orElse(0);
    }

    long from() {
        return start(months.getFirst());
    }

    long to() {
        return end.toEpochMilli();
    }

    static long start(YearMonth month) {
        return month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
    }
}
