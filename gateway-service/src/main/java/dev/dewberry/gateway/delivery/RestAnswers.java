package dev.dewberry.gateway.delivery;

import dev.dewberry.protocol.bus.Committed;
import dev.dewberry.protocol.bus.Delivery;

/// Where answers go to requests that came by REST. Thread-safe.
public interface RestAnswers {

    /// The event that this request caused, or one that may be its outcome: then `request` is 0.
    void onEvent(long request, Committed.Event event);

    void onReply(long request, Delivery.Outcome outcome);

    /// Outcomes may have been left out, and the requests themselves.
    void onOutcomesLost();
}
