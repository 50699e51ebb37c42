package dev.dewberry.gateway.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.protocol.bus.Command;
import dev.dewberry.testsupport.Redis;
import dev.dewberry.testsupport.Servers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

@ExtendWith(Servers.class)
class ConversationIT {

    private static StandIn others;
    private static Gateway gateway;

    @BeforeAll
    static void start(Redis redis) {
        redis.freshUri();
        others = new StandIn(redis);
        gateway = Gateway.start(redis, others, "--dewberry.gateway.socket.drain=200ms");
    }

    @AfterAll
    static void stop() {
        gateway.close();
        others.close();
    }

    private static TestClient client(long user, String device) {
        return TestClient.welcomed(gateway.port(), others.token(user, device));
    }

    @Test
    void aHelloIsWelcomedWithEverythingTheProtocolNames() {
        try (TestClient ann = TestClient.open(gateway.port())) {
            ann.send("{\"type\":\"hello\",\"id\":\"1\",\"token\":\"" + others.token(7421, "31") + "\"}");

            String welcome = ann.nextText();

            assertThat(welcome)
                    .startsWith("{\"type\":\"welcome\",\"id\":\"1\",\"user\":{\"id\":\"7421\",\"username\":\"u7421\"},"
                            + "\"device\":\"31\",\"session\":\"s7421-31\",\"epoch\":\"e1\",\"time\":")
                    .endsWith("\"heartbeatSeconds\":60,\"limits\":{\"frameBytes\":65536,\"sendsPerSecond\":20}}");
        }
    }

    @Test
    void theSendingSocketGetsTheAckAndTheOthersTheEvent() {
        try (TestClient ann = client(11, "1");
                TestClient annsPhone = client(11, "2");
                TestClient bob = client(12, "1")) {
            ann.send("{\"type\":\"send\",\"id\":\"2\",\"to\":{\"user\":\"12\"},\"clientId\":\"c1\","
                    + "\"content\":{\"kind\":\"text\",\"text\":\"hi\"}}");
            Command.Send send = (Command.Send) others.command();
            assertThat(send.conversation()).hasToString("d:11:12");

            others.deliver(gateway.id(), others.commit(send, 1, 11, 12));

            JsonNode ack = ann.next();
            assertThat(ack.get("type").stringValue()).isEqualTo("ack");
            assertThat(ack.get("id").stringValue()).isEqualTo("2");
            assertThat(ack.get("seq").asLong()).isEqualTo(1);
            assertThat(ack.has("duplicate")).isFalse();
            JsonNode own = annsPhone.next();
            assertThat(own.get("type").stringValue()).isEqualTo("event");
            assertThat(own.get("clientId").stringValue()).isEqualTo("c1");
            JsonNode event = bob.next();
            assertThat(event.get("type").stringValue()).isEqualTo("event");
            assertThat(event.get("content").get("text").stringValue()).isEqualTo("hi");
            assertThat(event.has("clientId")).isFalse();
        }
    }
}
