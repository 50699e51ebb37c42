package dev.dewberry.message.command;

import dev.dewberry.message.delivery.GatewayOutbox;
import dev.dewberry.message.delivery.RouteTable;
import dev.dewberry.message.delivery.Routes;
import dev.dewberry.message.membership.Membership;
import dev.dewberry.message.membership.Memberships;
import dev.dewberry.platform.bus.BusKeys;
import dev.dewberry.platform.bus.Partitions;
import dev.dewberry.platform.bus.StreamCaps;
import dev.dewberry.platform.bus.StreamWriter;
import dev.dewberry.protocol.Limits;
import dev.dewberry.protocol.bus.Append;
import dev.dewberry.protocol.bus.AppendCodec;
import dev.dewberry.protocol.bus.Delivery;
import dev.dewberry.protocol.bus.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// Marks go on to be stored, typing goes straight to those who are online. Both may be dropped, so no
/// failure comes out of here: a client repeats its marks, and typing is over in a moment.
public final class SignalHandler {

    private static final Logger log = LoggerFactory.getLogger(SignalHandler.class);
    private static final int CONCURRENT = 32;

    private final Memberships memberships;
    private final RouteTable routes;
    private final StreamWriter writer;
    private final GatewayOutbox outbox;
    private final Partitions partitions;

    public SignalHandler(
            Memberships memberships,
            RouteTable routes,
            StreamWriter writer,
            GatewayOutbox outbox,
            Partitions partitions) {
        this.memberships = memberships;
        this.routes = routes;
        this.writer = writer;
        this.outbox = outbox;
        this.partitions = partitions;
    }

    public Mono<Void> handle(List<Signal> signals) {
        return Flux.fromIterable(signals)
                .flatMapSequential(this::judged, CONCURRENT)
                .collectList()
                .flatMap(this::carryOut)
                .onErrorResume(error -> {
                    log.debug("Signals were dropped", error);
                    return Mono.empty();
                });
    }

    private record Judged(Signal signal, Membership members) {}

    /// Empty where the user is not in the conversation, or it cannot be found out.
    private Mono<Judged> judged(Signal signal) {
        return memberships
                .of(signal.conversation())
                .filter(members -> members.contains(signal.user()))
                .map(members -> new Judged(signal, members))
                .onErrorComplete();
    }

    private Mono<Void> carryOut(List<Judged> judged) {
        List<Mono<Void>> work = new ArrayList<>();
        List<Judged> typing = new ArrayList<>();
        for (Judged one : judged) {
            switch (one.signal()) {
                case Signal.Marks marks -> work.add(store(marks));
                case Signal.Typing _ -> {
                    if (one.members().size() <= Limits.SHARED_MARKS_MEMBERS) {
                        typing.add(one);
                    }
                }
            }
        }
        if (!typing.isEmpty()) {
            work.add(routes.of(everybody(typing)).flatMap(found -> Mono.when(puts(typing, found))));
        }
        return Mono.when(work);
    }

    private Mono<Void> store(Signal.Marks marks) {
        String stream = BusKeys.appends(partitions.of(marks.conversation()));
        var added = writer.add(stream, AppendCodec.encode(new Append.Mark(marks)), StreamCaps.APPENDS);
        return Mono.fromCompletionStage(added).onErrorComplete();
    }

    private static long[] everybody(List<Judged> typing) {
        return typing.stream()
                .flatMapToLong(one -> LongStream.of(one.members().users()))
                .sorted()
                .distinct()
                .toArray();
    }

    private List<Mono<Void>> puts(List<Judged> typing, Routes found) {
        List<Mono<Void>> puts = new ArrayList<>();
        for (Judged one : typing) {
            if (one.signal() instanceof Signal.Typing signal) {
                long[] others = LongStream.of(one.members().users())
                        .filter(user -> user != signal.user().value())
                        .toArray();
                for (String gateway : found.gateways()) {
                    long[] there = found.on(gateway, others);
                    if (there.length > 0) {
                        puts.add(outbox.put(
                                gateway,
                                new Delivery.Typing(signal.conversation(), signal.user(), signal.on(), there)));
                    }
                }
            }
        }
        return puts;
    }
}
