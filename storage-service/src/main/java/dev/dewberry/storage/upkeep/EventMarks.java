package dev.dewberry.storage.upkeep;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Which numbers of events had been given out after so many running hours, once a day, for as long as it matters.
/// Written as `hours:number,hours:number…`, the oldest first; a few days fit into a row of `meta`.
record EventMarks(List<Mark> marks) {

    static final EventMarks NONE = new EventMarks(List.of());

    private static final long DAILY = Duration.ofDays(1).toHours();

    /// @param next the number that the next event gets
    record Mark(long hours, long next) {}

    static EventMarks parse(String text) {
        return new EventMarks(Arrays.stream(text.split(",", -1))
                .map(mark -> mark.split(":", -1))
                .map(parts -> new Mark(Long.parseLong(parts[0]), Long.parseLong(parts[1])))
                .toList());
    }

    String text() {
        return marks.stream().map(mark -> mark.hours() + ":" + mark.next()).collect(Collectors.joining(","));
    }

    /// With this one too, where the last one is of a day ago, and without those that are older than needed.
    EventMarks noting(long hours, long next, Duration kept) {
        if (!marks.isEmpty() && hours - marks.getLast().hours() < DAILY) {
            return this;
        }
        List<Mark> all = new ArrayList<>(marks);
        all.add(new Mark(hours, next));
        Optional<Mark> old = old(hours, kept);
        all.removeIf(mark -> old.isPresent() && mark.hours() < old.get().hours());
        return new EventMarks(List.copyOf(all));
    }

    /// The youngest of those that are at least so old. All numbers below it are as old.
    Optional<Mark> old(long hours, Duration age) {
        return marks.stream()
                .filter(mark -> hours - mark.hours() >= age.toHours())
                .reduce((older, younger) -> younger);
    }
}
