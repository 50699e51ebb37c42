package dev.dewberry.bench.client;

import dev.dewberry.bench.wire.ServerFrame;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How one client gets what it missed: `sync` from its last cursor, `history` for what is below, until all is there. A
/// gap that is known outlives the connection: the cursor has passed it. Event loop only.
final class CatchUp {
    private static final long LEAST_PAUSE_MS = 200;

    private final Client client;
    private final Swarm swarm;
    private final Places places;
    private final List<Gap> gaps = new ArrayList<>(0);
    private @Nullable String cursor;
    private int syncs;
    private int fills;

    /// Events still to come.
    private static final class Gap {
        final Conversation of;
        final long before;
        long after;
        /// Of the question under way: an answer to an earlier one is late and brings nothing new.
        int question;

        Gap(Conversation of, long after, long before) {
            this.of = of;
            this.after = after;
            this.before = before;
        }
    }

    CatchUp(Client client, Swarm swarm, Places places) {
        this.client = client;
        this.swarm = swarm;
        this.places = places;
    }

    /// The answers that were under way will not come.
    void disconnected() {
        syncs = 0;
    }

    /// After a reconnect or `resync`: what was missing before, and what is new.
    void restore(Session on) {
        gaps.forEach(gap -> ask(on, gap));
        sync(on);
    }

    private void sync(Session on) {
        syncs++;
        on.write(swarm.workbench().requests.sync(cursor));
    }

    /// The server could not answer a `sync` now: from the cursor again, later.
    void syncRefused(long retryAfterMs) {
        swarm.later(Math.max(LEAST_PAUSE_MS, retryAfterMs), () -> {
            Session on = client.live();
            if (on != null) {
                syncs = 0;
                sync(on);
            }
        });
    }

    void fillRefused(long question, long retryAfterMs) {
        swarm.later(Math.max(LEAST_PAUSE_MS, retryAfterMs), () -> {
            Session on = client.live();
            Gap gap = gap(question);
            if (on != null && gap != null) {
                ask(on, gap);
            }
        });
    }

    /// Gets the events between two `seq`s.
    void fill(Session on, Conversation conversation, long after, long before) {
        var gap = new Gap(conversation, after, before);
        gaps.add(gap);
        ask(on, gap);
    }

    private void ask(Session on, Gap gap) {
        gap.question = fills++;
        on.write(swarm.workbench().requests.fill(gap.question, gap.of, gap.after, gap.before));
    }

    private @Nullable Gap gap(long question) {
        for (Gap gap : gaps) {
            if (gap.question == question) {
                return gap;
            }
        }
        return null;
    }

    /// The answer to a `sync`.
    void conversations(Session on, ServerFrame frame, long now) {
        syncs--;
        ServerFrame entry = swarm.workbench().entry;
        var entries = frame.entries();
        while (entries.next(entry)) {
            Conversation conversation = swarm.conversations().find(entry.conversation());
            if (conversation != null) {
                item(on, conversation, entry, now);
            }
        }
        cursor = frame.cursor().isEmpty() ? cursor : frame.cursor().toString();
        if (frame.more()) {
            sync(on);
        }
        maybeSynced(now);
    }

    private void item(Session on, Conversation conversation, ServerFrame item, long now) {
        Place place = places.of(conversation);
        long head = item.headSeq();
        ServerFrame event = swarm.workbench().inner;
        var events = item.entries();
        boolean joined = false;
        while (events.next(event)) {
            joined |= event.seq() <= place.known + 1;
            if (joined && event.seq() > place.known) {
                place.known = event.seq();
                recovered(event, now);
            }
        }
        if (head > place.known) {
            fill(on, conversation, place.known, head + 1);
            place.known = head;
        }
    }

    /// The answer to [#fill].
    void history(Session on, ServerFrame frame, long now) {
        Gap gap = gap(frame.id().numberAt(1));
        if (gap == null) {
            return;
        }
        ServerFrame entry = swarm.workbench().entry;
        long last = -1;
        var entries = frame.entries();
        while (entries.next(entry)) {
            last = entry.seq();
            recovered(entry, now);
        }
        if (frame.more() && last >= 0) {
            gap.after = last;
            ask(on, gap);
        } else {
            gaps.remove(gap);
        }
        maybeSynced(now);
    }

    private void recovered(ServerFrame event, long now) {
        if (event.from() != client.user()) {
            swarm.tally().recovered++;
            swarm.observer().delivered(client, event.text(), event.seq(), true, now);
        }
    }

    private void maybeSynced(long now) {
        if (syncs <= 0 && gaps.isEmpty()) {
            swarm.outage().synced(client, now);
        }
    }
}
