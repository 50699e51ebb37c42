package dev.dewberry.systemtests.monitoring;

import dev.dewberry.systemtests.cluster.DewberryCluster;
import dev.dewberry.systemtests.cluster.RawClient;
import dev.dewberry.systemtests.cluster.Rest;
import dev.dewberry.systemtests.cluster.User;
import java.util.List;

/// Two people who do all that people do, over and over again, until they are stopped.
final class Chatter implements AutoCloseable {

    /// Not enough for an alert.
    private static final int WRONG_PASSWORDS = 3;

    private final DewberryCluster cluster;
    private final User ann;
    private final User bob;
    private final Thread thread;
    private volatile boolean stopping;

    Chatter(DewberryCluster cluster) {
        this.cluster = cluster;
        List<User> users = cluster.accounts().users(2);
        ann = users.get(0);
        bob = users.get(1);
        thread = Thread.ofVirtual().start(this::chat);
    }

    private void chat() {
        Rest rest = new Rest(cluster.gateway(0));
        try (RawClient bobs = RawClient.welcomed(cluster.gateway(0), bob)) {
            for (int i = 1; !stopping; i++) {
                try (RawClient anns = RawClient.welcomed(cluster.gateway(0), ann)) {
                    everything(anns, bobs, i);
                }
                if (i <= WRONG_PASSWORDS) {
                    signInWrongly(rest);
                }
                rest.get("/conversations", ann.token());
            }
        }
    }

    private void signInWrongly(Rest rest) {
        rest.post("/auth/login", null, """
                {"username":"%s","password":"not this one","device":{"name":"t","kind":"test"}}""".formatted(ann.username()));
    }

    private void everything(RawClient anns, RawClient bobs, int round) {
        String chat = ann.with(bob);
        anns.sendText(bob, "c" + round, "text " + round);
        bobs.awaitEvent(chat, round);
        bobs.send("{\"type\":\"read\",\"conversation\":\"" + chat + "\",\"seq\":" + round + "}");
        bobs.send("{\"type\":\"typing\",\"conversation\":\"" + chat + "\",\"on\":true}");
        anns.ask("{\"type\":\"watch\",\"users\":[\"" + bob.id() + "\"]}");
        anns.ask("{\"type\":\"sync\",\"cursor\":null,\"events\":10,\"limit\":20}");
        anns.ask("{\"type\":\"history\",\"conversation\":\"" + chat + "\",\"limit\":10}");
        // Once more: a duplicate; and one that is nobody's business.
        anns.sendText(bob, "c" + round, "text " + round);
        anns.ask("{\"type\":\"history\",\"conversation\":\"d:1:2\",\"limit\":10}");
        bobs.takeFrames();
    }

    @Override
    public void close() throws InterruptedException {
        stopping = true;
        thread.join();
    }
}
