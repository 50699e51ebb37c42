package dev.dewberry.systemtests.protocol;

import dev.dewberry.systemtests.cluster.Accounts;
import dev.dewberry.systemtests.cluster.DewberryCluster;
import dev.dewberry.systemtests.cluster.RawClient;
import dev.dewberry.systemtests.cluster.Rest;
import dev.dewberry.systemtests.cluster.Setup;
import dev.dewberry.systemtests.cluster.User;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/// One of each service, new users for each test, and sockets that are closed after it.
abstract class SingleCluster {

    static DewberryCluster cluster;
    static Rest rest;
    static Accounts accounts;

    private final List<RawClient> clients = new ArrayList<>();

    @BeforeAll
    static void start() {
        cluster = DewberryCluster.shared(Setup.SINGLE);
        rest = new Rest(cluster.gateway(0));
        accounts = cluster.accounts();
    }

    @AfterEach
    void closeSockets() {
        clients.forEach(RawClient::close);
    }

    /// A socket before its `hello`.
    RawClient open() {
        return kept(new RawClient(cluster.gateway(0)));
    }

    RawClient connect(User user) {
        return kept(RawClient.welcomed(cluster.gateway(0), user));
    }

    RawClient kept(RawClient client) {
        clients.add(client);
        return client;
    }

    /// A new group of these users, the first of whom is its owner.
    static String group(String name, User owner, User... others) {
        StringBuilder members = new StringBuilder();
        for (User other : others) {
            members.append(members.isEmpty() ? "" : ",")
                    .append('"')
                    .append(other.id())
                    .append('"');
        }
        Rest.Answer answer =
                rest.post("/groups", owner.token(), "{\"name\":\"" + name + "\",\"members\":[" + members + "]}");
        if (answer.status() != 201) {
            throw new AssertionError("no group: " + answer.status() + " " + answer.body());
        }
        return answer.text("conversation");
    }
}
