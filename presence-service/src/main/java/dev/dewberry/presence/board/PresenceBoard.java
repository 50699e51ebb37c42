package dev.dewberry.presence.board;

import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.bus.PresenceReport;
import dev.dewberry.protocol.frame.PresenceItem;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Who is connected where, and what has been announced of it.
///
/// Reports and snapshots say what is true; [#drain] says what is to be announced. Between them lies the
/// grace: who has no socket any more stays visible for a moment, so that a changed network does not
/// flicker. Where many are gone at once it is likely that they all come back, but not all at once: each
/// stays visible for longer the more are gone already, and of a gateway that died as long as the last of
/// its users may take to come back.
///
/// Not thread-safe: confined to the keeper's thread. Memory grows with the number of connected users.
public final class PresenceBoard {

    private final Map<UserId, Person> people = new HashMap<>();
    private final Set<String> gateways = new HashSet<>();
    /// Of gateways whose snapshot is being read: users who were reported meanwhile, and about whom the
    /// snapshot may be old.
    private final Map<String, Set<UserId>> awaited = new HashMap<>();
    private final Set<UserId> changed = new LinkedHashSet<>();
    private final Leavers leavers;
    private final Map<UserId, Long> seen = new HashMap<>();
    private Instant lastDrain = Instant.MIN;
    /// Written by the one thread only.
    private volatile int visible;

    public PresenceBoard(Duration grace) {
        leavers = new Leavers(grace);
    }

    /// The gateways on the board.
    public Set<String> gateways() {
        return Set.copyOf(gateways);
    }

    public boolean knows(String gateway) {
        return gateways.contains(gateway);
    }

    /// Takes over what an earlier keeper announced. Whoever is then on no gateway leaves after the
    /// grace.
    public void restore(Map<UserId, Shown> announced, Instant now) {
        announced.forEach((user, shown) -> {
            Person person = people.computeIfAbsent(user, absent -> new Person());
            person.restore(shown);
            visible = visible + 1;
            settle(user, person, now);
        });
    }

    /// A report changes only gateways on the board: what an unknown one has to say is in its snapshot,
    /// and what a dead one had to say no longer counts, but for the moment at which it saw the user.
    public void report(PresenceReport report, Instant now) {
        UserId user = report.user();
        // A gateway's clock may be ahead; nobody was seen in the future.
        long at = Math.min(report.at(), now.toEpochMilli());
        Status status = Status.ofWire(report.status());
        Person known = people.get(user);
        if (!gateways.contains(report.gateway())) {
            if (known == null) {
                seen.merge(user, at, Math::max);
            }
            return;
        }
        awaited.getOrDefault(report.gateway(), new HashSet<>()).add(user);
        if (status == Status.OFFLINE) {
            if (known != null && known.isOn(report.gateway())) {
                leave(user, known, report.gateway(), at, now);
            }
            return;
        }
        Person person = known == null ? people.computeIfAbsent(user, absent -> new Person()) : known;
        join(user, person, report.gateway(), status, at);
        person.say(report.gateway(), report.text());
        settle(user, person, now);
    }

    /// Puts a gateway on the board; its snapshot is read from now on. Reports that come meanwhile are
    /// newer than it.
    public void awaitSnapshot(String gateway) {
        gateways.add(gateway);
        awaited.put(gateway, new HashSet<>());
    }

    /// All users of one gateway as it wrote them itself. Corrects whatever reports were lost.
    public void snapshot(String gateway, Map<UserId, Status> users, Instant now) {
        Set<UserId> reported = awaited.remove(gateway);
        if (reported == null || !gateways.contains(gateway)) {
            return;
        }
        for (UserId user : usersOf(gateway)) {
            Person person = people.get(user);
            if (person != null && !users.containsKey(user) && !reported.contains(user)) {
                leave(user, person, gateway, now.toEpochMilli(), now);
            }
        }
        users.forEach((user, status) -> {
            if (status != Status.OFFLINE && !reported.contains(user)) {
                Person person = people.computeIfAbsent(user, absent -> new Person());
                join(user, person, gateway, status, now.toEpochMilli());
                settle(user, person, now);
            }
        });
    }

    /// Gateways that are not among the living are dead, and their users with them, unless they are on
    /// another one.
    public void retainGateways(Set<String> living, Instant now) {
        for (String gateway : gateways()) {
            if (!living.contains(gateway)) {
                gateways.remove(gateway);
                awaited.remove(gateway);
                List<UserId> users = usersOf(gateway);
                Duration grace = leavers.graceOfLast(aloneOn(gateway, users));
                for (UserId user : users) {
                    Person person = people.get(user);
                    if (person != null) {
                        leave(user, person, gateway, now.toEpochMilli(), now, grace);
                    }
                }
            }
        }
    }

    /// Redis came back, or came back empty: gateways need a moment to write themselves in again, and
    /// until then nobody who is missing has left.
    public void holdUntil(Instant instant) {
        leavers.holdUntil(instant);
    }

    /// Notes that all connected users were seen now, so that a power cut costs little of it.
    public void seeEverybody(Instant now) {
        people.forEach((user, person) -> {
            if (person.isConnected()) {
                see(user, person, now.toEpochMilli());
            }
        });
    }

    /// What is to be announced and written since the last call.
    public Changes drain(Instant now) {
        if (now.isBefore(lastDrain)) {
            leavers.clockSetBack(now, Duration.between(now, lastDrain));
        }
        lastDrain = now;
        List<PresenceItem> items = new ArrayList<>();
        Map<UserId, Shown> shown = new HashMap<>();
        for (UserId user : changed) {
            Person person = people.get(user);
            if (person != null && person.isConnected()) {
                announce(user, person, person.current(), now, items, shown);
            }
        }
        changed.clear();
        for (UserId user : leavers.takeDue(now)) {
            Person person = people.remove(user);
            if (person != null) {
                announce(user, person, Shown.OFFLINE, now, items, shown);
            }
        }
        Map<UserId, Long> moments = Map.copyOf(seen);
        seen.clear();
        return new Changes(List.copyOf(items), Map.copyOf(shown), moments);
    }

    /// All that is announced at the moment.
    public Map<UserId, Shown> shown() {
        Map<UserId, Shown> all = new HashMap<>();
        people.forEach((user, person) -> {
            if (person.shown().status() != Status.OFFLINE) {
                all.put(user, person.shown());
            }
        });
        return all;
    }

    /// How many are shown as online or away. From any thread.
    public int visible() {
        return visible;
    }

    private void announce(
            UserId user, Person person, Shown next, Instant now, List<PresenceItem> items, Map<UserId, Shown> shown) {
        visible = visible + visibleAs(next) - visibleAs(person.shown());
        person.show(next);
        shown.put(user, next);
        items.add(new PresenceItem(user, next.status().wire(), lastSeen(person, now), next.text()));
    }

    private static int visibleAs(Shown shown) {
        return shown.status() == Status.OFFLINE ? 0 : 1;
    }

    private static @Nullable Long lastSeen(Person person, Instant now) {
        if (person.isConnected()) {
            return now.toEpochMilli();
        }
        return person.lastSeen() == 0 ? null : person.lastSeen();
    }

    private void join(UserId user, Person person, String gateway, Status status, long at) {
        boolean arrives = !person.isConnected();
        person.put(gateway, status);
        if (arrives) {
            see(user, person, at);
        }
    }

    private void leave(UserId user, Person person, String gateway, long at, Instant now) {
        leave(user, person, gateway, at, now, leavers.grace());
    }

    private void leave(UserId user, Person person, String gateway, long at, Instant now, Duration grace) {
        person.leave(gateway);
        see(user, person, at);
        settle(user, person, now, grace);
    }

    private void see(UserId user, Person person, long at) {
        person.seenAt(at);
        seen.merge(user, at, Math::max);
    }

    private void settle(UserId user, Person person, Instant now) {
        settle(user, person, now, leavers.grace());
    }

    private void settle(UserId user, Person person, Instant now, Duration grace) {
        if (person.isConnected()) {
            // Nobody saw him leave, but for those who asked while Redis had lost what was announced.
            boolean forgotten = leavers.remove(user) && leavers.isHeld(now);
            if (forgotten || !person.current().looksLike(person.shown())) {
                changed.add(user);
            }
        } else if (person.shown().status() != Status.OFFLINE) {
            leavers.add(user, now.plus(grace));
        } else {
            people.remove(user);
        }
    }

    private int aloneOn(String gateway, List<UserId> users) {
        return (int) users.stream()
                .filter(user -> {
                    Person person = people.get(user);
                    return person != null && person.isOnlyOn(gateway);
                })
                .count();
    }

    private List<UserId> usersOf(String gateway) {
        List<UserId> users = new ArrayList<>();
        people.forEach((user, person) -> {
            if (person.isOn(gateway)) {
                users.add(user);
            }
        });
        return users;
    }
}
