package dev.dewberry.bench.client;

import java.util.List;
import org.HdrHistogram.Histogram;

/// Tells how clients come back that had to go, all at one moment. Event loop only.
public final class Outage {
    private Histogram toWelcome = Swarm.histogram();
    private Histogram toSynced = Swarm.histogram();
    private long at;
    private int unwelcomed;
    private int unsynced;

    /// From now on it is counted until all of these are back.
    public void begin(List<Client> which) {
        at = System.nanoTime();
        toWelcome = Swarm.histogram();
        toSynced = Swarm.histogram();
        unwelcomed = which.size();
        unsynced = which.size();
        which.forEach(client -> {
            client.attempts.awaitsWelcome = true;
            client.attempts.awaitsSync = true;
        });
    }

    void welcomed(Client client, long now) {
        if (client.attempts.awaitsWelcome) {
            client.attempts.awaitsWelcome = false;
            unwelcomed--;
            toWelcome.recordValue(Math.max(0, now - at) / 1000);
        }
    }

    void synced(Client client, long now) {
        if (client.attempts.awaitsSync && !client.attempts.awaitsWelcome) {
            client.attempts.awaitsSync = false;
            unsynced--;
            toSynced.recordValue(Math.max(0, now - at) / 1000);
        }
    }

    /// Clients that were not welcomed yet since [#begin].
    public int unwelcomed() {
        return unwelcomed;
    }

    /// Clients that have not caught up yet since [#begin].
    public int unsynced() {
        return unsynced;
    }

    /// From [#begin] to `welcome`, in microseconds.
    public Histogram toWelcome() {
        return toWelcome;
    }

    /// From [#begin] to the end of the first sync after it, in microseconds.
    public Histogram toSynced() {
        return toSynced;
    }
}
