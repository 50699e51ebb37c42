package dev.dewberry.bench.client;

/// The marks of one client: `delivered` for each event, `read` for every second one. Event loop only.
final class Receipts {
    private final Swarm swarm;
    private int readTurn;

    /// Every second client begins with its first event, so that it is half of all even where each gets few.
    Receipts(Swarm swarm, int index) {
        this.swarm = swarm;
        this.readTurn = index & 1;
    }

    void got(Session on, Conversation conversation, long seq) {
        if (!swarm.manners().marks()) {
            return;
        }
        Requests requests = swarm.workbench().requests;
        on.write(requests.delivered(conversation, seq));
        swarm.tally().deliveredSent++;
        if ((++readTurn & 1) == 0) {
            on.write(requests.read(conversation, seq));
            swarm.tally().readSent++;
        }
    }

    /// The last marks again, as after a new connection and after `resync`.
    void repeat(Session on, Places places) {
        if (!swarm.manners().marks()) {
            return;
        }
        places.forEach((conversation, place) -> {
            if (place.known > conversation.firstSeq()) {
                on.write(swarm.workbench().requests.delivered(conversation, place.known));
            }
        });
    }
}
