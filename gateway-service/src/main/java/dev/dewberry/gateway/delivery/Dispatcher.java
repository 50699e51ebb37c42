package dev.dewberry.gateway.delivery;

import dev.dewberry.gateway.delivery.SeqFilter.Verdict;
import dev.dewberry.gateway.limit.Precedence;
import dev.dewberry.gateway.session.Registry;
import dev.dewberry.gateway.session.Session;
import dev.dewberry.gateway.socket.Deflate;
import dev.dewberry.gateway.socket.Frames;
import dev.dewberry.gateway.socket.SharedFrame;
import dev.dewberry.gateway.socket.SocketNode;
import dev.dewberry.protocol.bus.Committed;
import dev.dewberry.protocol.bus.Delivery;
import dev.dewberry.protocol.bus.Origin;
import dev.dewberry.protocol.frame.ServerFrame;
import dev.dewberry.protocol.frame.ServerFrameCodec;
import io.netty.buffer.ByteBufAllocator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/// Turns deliveries into frames on sockets: each event once and in order, encoded once, handed to each event
/// loop in one piece. Used by the delivery reader's one thread only, but for [#resyncAll()] and
/// [#storeChanged()].
public final class Dispatcher {

    private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);

    private final String gateway;
    private final Registry registry;
    private final SocketNode node;
    private final SeqFilter filter;
    private final RestAnswers rest;
    private final PresenceUpdates presence;
    private final Precedence precedence;
    private final DeliveryMetrics metrics;
    private final ByteBufAllocator allocator = ByteBufAllocator.DEFAULT;
    private final Deflate deflate = new Deflate();
    private volatile boolean storeChanged;

    public Dispatcher(
            String gateway,
            Registry registry,
            SocketNode node,
            SeqFilter filter,
            RestAnswers rest,
            PresenceUpdates presence,
            Precedence precedence,
            DeliveryMetrics metrics) {
        this.gateway = gateway;
        this.registry = registry;
        this.node = node;
        this.filter = filter;
        this.rest = rest;
        this.presence = presence;
        this.precedence = precedence;
        this.metrics = metrics;
    }

    /// @return done when every socket has its part
    public Mono<Void> dispatch(List<Delivery> deliveries) {
        if (storeChanged) {
            storeChanged = false;
            filter.clear();
        }
        presence.look();
        LoopBatches out = new LoopBatches();
        boolean complete = true;
        for (Delivery delivery : deliveries) {
            complete &= tryDispatch(delivery, out);
        }
        if (!complete) {
            resyncAll(out);
        }
        return out.run();
    }

    /// What fails is not tried again: what had been judged would then be a repetition, and passed on to nobody.
    private boolean tryDispatch(Delivery delivery, LoopBatches out) {
        try {
            dispatch(delivery, out);
            return true;
        } catch (RuntimeException | VirtualMachineError | LinkageError error) {
            // The latter for want of direct memory; that of heap ends the process.
            log.error(
                    "A {} could not be passed on, every socket resyncs",
                    delivery.getClass().getSimpleName(),
                    error);
            return false;
        }
    }

    /// Tells every client that events may have been left out. From any thread.
    public Mono<Void> resyncAll() {
        LoopBatches out = new LoopBatches();
        resyncAll(out);
        return out.run();
    }

    private void resyncAll(LoopBatches out) {
        rest.onOutcomesLost();
        registry.forEach(session -> out.add(session, new Outgoing.Resync()));
    }

    /// The store was restored: its `seq`s may count from lower ones again. From any thread.
    public void storeChanged() {
        storeChanged = true;
    }

    private void dispatch(Delivery delivery, LoopBatches out) {
        switch (delivery) {
            case Delivery.Event event -> event(event, out);
            case Delivery.Reply reply -> reply(reply, out);
            case Delivery.Mark mark -> {
                metrics.marks.increment();
                String json = ServerFrameCodec.mark(
                        new ServerFrame.Mark(mark.conversation(), mark.user(), mark.delivered(), mark.read()));
                all(mark.recipients(), new Outgoing.Push(frame(json, out)), out);
            }
            case Delivery.Typing typing -> {
                metrics.typing.increment();
                if (precedence.sheds(Precedence.Kind.TYPING)) {
                    return;
                }
                String json = ServerFrameCodec.typing(
                        new ServerFrame.Typing(typing.conversation(), typing.user(), typing.on()));
                all(typing.recipients(), new Outgoing.Glance(frame(json, out)), out);
            }
            case Delivery.Presence update -> {
                metrics.presence.increment();
                presence.pass(update.items(), out);
            }
            case Delivery.Resync resync -> resyncAll(out);
        }
    }

    private void event(Delivery.Event delivery, LoopBatches out) {
        Committed.Event event = delivery.event();
        Verdict verdict = filter.judge(event.conversation(), event.seq(), registry.lastOrder());
        boolean stale = verdict == Verdict.STALE;
        if (stale) {
            metrics.stale.increment();
        } else {
            metrics.events.increment();
            metrics.passed(System.currentTimeMillis() - event.at());
        }
        Origin origin = event.origin();
        Origin mine = origin != null && origin.gateway().equals(gateway) ? origin : null;
        if (mine != null && mine.connection() == 0) {
            rest.onEvent(mine.request(), event);
        } else if (origin == null) {
            rest.onEvent(0, event);
        }
        if (verdict == Verdict.JUMP) {
            metrics.jumps.increment();
            gap(delivery, filter.watermark(), out);
        }
        long connection = mine == null ? 0 : mine.connection();
        Session asker = connection == 0 ? null : registry.byConnection(connection);
        Outgoing.Own own = new Outgoing.Own(
                event, connection, mine == null ? 0 : mine.request(), stale ? null : senderFrame(delivery, asker, out));
        if (asker != null) {
            out.add(asker, own);
        }
        Outgoing.Push push = stale ? null : new Outgoing.Push(frame(EventFrames.encode(event, false), out));
        for (long user : delivery.recipients()) {
            boolean sender = event.from() != null && event.from().value() == user;
            Outgoing what = sender ? own : push;
            if (what != null) {
                for (Session session : registry.sessionsOf(user)) {
                    if (session != asker) {
                        out.add(session, what);
                    }
                }
            }
        }
    }

    /// The sender's own sockets see the `clientId`; made only where one of them is here.
    private @Nullable SharedFrame senderFrame(Delivery.Event delivery, @Nullable Session asker, LoopBatches out) {
        Committed.Event event = delivery.event();
        boolean here = asker != null
                || (event.from() != null && registry.sessionsOf(event.from().value()).length > 0);
        return here ? frame(EventFrames.encode(event, true), out) : null;
    }

    /// Only who was there when the event before the gap passed has missed something.
    private void gap(Delivery.Event delivery, long watermark, LoopBatches out) {
        log.info(
                "Events of {} before seq {} were left out",
                delivery.event().conversation(),
                delivery.event().seq());
        Outgoing.Gap gap = new Outgoing.Gap(frame(
                ServerFrameCodec.resync(new ServerFrame.Resync(delivery.event().conversation())), out));
        for (long user : delivery.recipients()) {
            for (Session session : registry.sessionsOf(user)) {
                if (session.order() <= watermark) {
                    out.add(session, gap);
                }
            }
        }
    }

    private void reply(Delivery.Reply reply, LoopBatches out) {
        metrics.replies.increment();
        Origin origin = reply.origin();
        if (!origin.gateway().equals(gateway)) {
            return;
        }
        if (origin.connection() == 0) {
            rest.onReply(origin.request(), reply.outcome());
            return;
        }
        Session session = registry.byConnection(origin.connection());
        if (session != null) {
            out.add(session, new Outgoing.Reply(origin.request(), reply.outcome()));
        }
    }

    private void all(long[] users, Outgoing what, LoopBatches out) {
        for (long user : users) {
            for (Session session : registry.sessionsOf(user)) {
                out.add(session, what);
            }
        }
    }

    private SharedFrame frame(String json, LoopBatches out) {
        return out.own(SharedFrame.of(
                allocator,
                Frames.text(allocator, json),
                node.anyCompressing() ? deflate : null,
                node.settings().compressAbove()));
    }
}
