package dev.dewberry.gateway.command;

import dev.dewberry.gateway.session.Pending;
import dev.dewberry.gateway.session.Session;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.ErrorCode;
import dev.dewberry.protocol.bus.Command;
import dev.dewberry.protocol.bus.Origin;
import dev.dewberry.protocol.frame.ClientFrame;

/// `send`: to the bus, and remembered until the outcome comes back. On the session's event loop.
public final class Sends {

    private final String gateway;
    private final CommandBus bus;

    public Sends(String gateway, CommandBus bus) {
        this.gateway = gateway;
        this.bus = bus;
    }

    public void send(Session session, ClientFrame.Send send) {
        long wait = session.allowance().tryTakeSend();
        if (wait > 0) {
            session.error(send.id(), ErrorCode.RATE_LIMITED, "too many sends", wait);
            return;
        }
        if (session.isLeaving()) {
            session.busy(send.id(), "this socket is about to be closed");
            return;
        }
        ConversationId conversation = send.to().resolve(session.user());
        if (conversation.isDirect() && !conversation.isDirectOf(session.user())) {
            session.error(send.id(), ErrorCode.NOT_FOUND, "no such conversation, or you are not in it", null);
            return;
        }
        if (session.allowance().isCongested()) {
            session.busy(send.id(), "too much to do");
            return;
        }
        Pending pending = session.expect(send.id(), conversation, send.clientId());
        var unused = bus.add(new Command.Send(
                        new Origin(gateway, session.connection(), pending.number()),
                        session.user(),
                        conversation,
                        send.clientId(),
                        send.content().kind(),
                        send.content().toJson()))
                .whenComplete((done, error) -> {
                    if (error != null) {
                        session.socket().loop().execute(() -> onRefused(session, pending));
                    }
                });
    }

    /// Full, or not to be reached: in either case the client asks again.
    private static void onRefused(Session session, Pending pending) {
        if (session.takeRefused(pending.number()) != null) {
            session.busy(pending.id(), "too much to do, or the bus cannot be reached");
        }
    }
}
