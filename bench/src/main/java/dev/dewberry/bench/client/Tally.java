package dev.dewberry.bench.client;

import java.util.Map;
import java.util.TreeMap;

/// Counts of what went over the sockets. Event loop only; read it there or when the loop is at rest.
public final class Tally {
    public long framesIn;
    public long bytesIn;
    public long framesOut;
    public long events;
    public long ownEvents;
    public long marks;
    public long typings;
    public long presences;
    public long deliveredSent;
    public long readSent;
    public long typingSent;
    public long resyncs;
    public long goaways;
    public long gaps;
    public long recovered;
    public long repeatedLive;
    public long unknownConversations;
    public long disconnects;
    public long connectFailures;
    public long welcomes;
    public long malformed;
    public long signIns;
    private final Map<String, Long> refusals = new TreeMap<>();
    private final Map<String, Long> reasons = new TreeMap<>();

    /// Marks sent, of both kinds.
    public long marksSent() {
        return deliveredSent + readSent;
    }

    public void refusal(String code) {
        refusals.merge(code, 1L, Long::sum);
    }

    public void reason(String reason) {
        reasons.merge(reason, 1L, Long::sum);
    }

    /// Errors by their code.
    public Map<String, Long> refusals() {
        return refusals;
    }

    /// Why connections ended or did not come about.
    public Map<String, Long> reasons() {
        return reasons;
    }
}
