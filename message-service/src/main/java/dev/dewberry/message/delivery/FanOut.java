package dev.dewberry.message.delivery;

import dev.dewberry.message.membership.Membership;
import dev.dewberry.message.membership.Memberships;
import dev.dewberry.platform.error.DewberryException;
import dev.dewberry.platform.time.Recurring;
import dev.dewberry.protocol.Limits;
import dev.dewberry.protocol.bus.Committed;
import dev.dewberry.protocol.bus.Delivery;
import dev.dewberry.protocol.bus.Origin;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Turns what was committed into deliveries: one entry per gateway that has recipients, in the order of
/// the commits. The recipients of a whole batch are looked up at once.
public final class FanOut {

    private static final Logger log = LoggerFactory.getLogger(FanOut.class);
    private static final Duration TICK = Duration.ofMillis(100);

    private final Memberships memberships;
    private final RouteTable routes;
    private final GatewayOutbox outbox;
    private final MarkCoalescer marks = new MarkCoalescer();
    private final DistributionSummary recipientCounts;

    public FanOut(Memberships memberships, RouteTable routes, GatewayOutbox outbox, MeterRegistry meters) {
        this.memberships = memberships;
        this.routes = routes;
        this.outbox = outbox;
        recipientCounts = DistributionSummary.builder("dewberry.message.recipients")
                .description("Members who are to get an event, online or not")
                .register(meters);
    }

    /// Done when the bus has all deliveries.
    public Mono<Void> deliver(List<Committed> batch) {
        return Flux.fromIterable(batch).concatMap(this::addressed).collectList().flatMap(this::send);
    }

    /// Something committed, with all users who should get it.
    private record Addressed(Committed committed, long[] recipients) {}

    private Flux<Addressed> addressed(Committed committed) {
        return switch (committed) {
            case Committed.Event event ->
                memberships
                        .after(event)
                        .map(members -> new Addressed(event, members.usersAnd(event.left())))
                        // What cannot be asked for now comes again; what nobody thought of would come for
                        // ever, and hold up everybody. Its sender gets his answer, the others find the event
                        // by the next number.
                        .onErrorResume(error -> !(error instanceof DewberryException), error -> {
                            log.error("The members of {} cannot be had", event.conversation(), error);
                            return Mono.empty();
                        })
                        // Also where the conversation is gone again, with all who were in it.
                        .defaultIfEmpty(new Addressed(event, LongStream.empty().toArray()))
                        .doOnNext(addressed -> recipientCounts.record(addressed.recipients().length))
                        .flux();
            case Committed.Marked marked ->
                Flux.fromIterable(marks.offer(marked, System.nanoTime())).concatMap(this::addressMark);
            case Committed.Duplicate _, Committed.Refused _, Committed.Unchanged _ ->
                Flux.just(new Addressed(committed, new long[0]));
        };
    }

    /// In small conversations marks go to everybody, in large ones to the reader's own devices.
    private Mono<Addressed> addressMark(Committed.Marked marked) {
        return memberships
                .of(marked.conversation())
                // What is remembered may be older than the mark: nobody who has left since is to see it.
                .filter(members -> members.version() >= marked.version())
                .switchIfEmpty(Mono.defer(() -> memberships.fresh(marked.conversation())))
                .filter(members -> members.contains(marked.user()))
                .map(members -> new Addressed(marked, markRecipients(members, marked)));
    }

    private static long[] markRecipients(Membership members, Committed.Marked marked) {
        return members.size() <= Limits.SHARED_MARKS_MEMBERS
                ? members.users()
                : new long[] {marked.user().value()};
    }

    private Mono<Void> send(List<Addressed> batch) {
        if (batch.isEmpty()) {
            return Mono.empty();
        }
        long[] all = batch.stream()
                .flatMapToLong(addressed -> LongStream.of(addressed.recipients()))
                .sorted()
                .distinct()
                .toArray();
        return routes.of(all).flatMap(found -> Mono.when(puts(batch, found)));
    }

    private List<Mono<Void>> puts(List<Addressed> batch, Routes found) {
        List<Mono<Void>> puts = new ArrayList<>();
        for (Addressed addressed : batch) {
            switch (addressed.committed()) {
                case Committed.Event event -> putEvent(puts, event, addressed.recipients(), found);
                case Committed.Marked marked -> putMark(puts, marked, addressed.recipients(), found);
                case Committed.Duplicate duplicate ->
                    putReply(
                            puts,
                            duplicate.origin(),
                            new Delivery.Outcome.Duplicate(
                                    duplicate.conversation(), duplicate.seq(), duplicate.event(), duplicate.at()),
                            found);
                case Committed.Refused refused ->
                    putReply(
                            puts,
                            refused.origin(),
                            new Delivery.Outcome.Refused(refused.code(), refused.message(), null),
                            found);
                case Committed.Unchanged unchanged ->
                    putReply(puts, unchanged.origin(), new Delivery.Outcome.Unchanged(unchanged.conversation()), found);
            }
        }
        return puts;
    }

    private void putEvent(List<Mono<Void>> puts, Committed.Event event, long[] recipients, Routes found) {
        Origin origin = event.origin();
        for (String gateway : found.gateways()) {
            long[] there = found.on(gateway, recipients);
            // The gateway of the sender answers him, also where he has no socket on it (any more).
            if (there.length > 0 || (origin != null && origin.gateway().equals(gateway))) {
                puts.add(outbox.put(gateway, new Delivery.Event(event, there)));
            }
        }
    }

    private void putMark(List<Mono<Void>> puts, Committed.Marked marked, long[] recipients, Routes found) {
        for (String gateway : found.gateways()) {
            long[] there = found.on(gateway, recipients);
            if (there.length > 0) {
                puts.add(outbox.put(
                        gateway,
                        new Delivery.Mark(
                                marked.conversation(), marked.user(), marked.delivered(), marked.read(), there)));
            }
        }
    }

    private void putReply(List<Mono<Void>> puts, Origin origin, Delivery.Outcome outcome, Routes found) {
        if (found.isLive(origin.gateway())) {
            puts.add(outbox.put(origin.gateway(), new Delivery.Reply(origin, outcome)));
        }
    }

    /// Passes on the marks that had to wait, for as long as it is subscribed to.
    public Flux<Void> waitingMarks() {
        return Recurring.every(
                TICK,
                TICK,
                "passing on marks",
                tick -> Flux.fromIterable(marks.due(System.nanoTime()))
                        .concatMap(this::addressMark)
                        .collectList()
                        .flatMap(this::send)
                        // Their fan-out may be dropped; the marks themselves are stored.
                        .onErrorResume(error -> {
                            log.debug("Marks were not passed on", error);
                            return Mono.empty();
                        }));
    }
}
