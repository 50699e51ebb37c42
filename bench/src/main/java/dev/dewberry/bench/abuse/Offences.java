package dev.dewberry.bench.abuse;

import dev.dewberry.bench.client.Client;
import dev.dewberry.bench.client.Conversation;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;

/// What offenders do. Each is asked for by the number of the connection.
public final class Offences {
    private static final int HEADER_OF_1000 = 0x03e8;
    private static final int LOUD_CHARACTERS = 7000;
    private static final int LOUD_EVERY_MS = 500;
    private static final int FLOOD_EVERY_MS = 20;

    private Offences() {}

    /// Signs in and then takes nothing from its socket any more.
    public static IntFunction<Offence> neverRead(List<Client> who) {
        return n -> new Offence() {
            @Override
            public boolean narrow() {
                return true;
            }

            @Override
            public void upgraded(Line line) {
                line.hello(who.get(n % who.size()).token());
            }

            @Override
            public void welcomed(Line line) {
                line.stopReading();
            }
        };
    }

    /// Begins, in turn, an upgrade, a first frame, a frame after the welcome, and never ends it.
    public static IntFunction<Offence> halfDone(List<Client> who) {
        byte[] half = {(byte) 0x81, (byte) 0xfe, HEADER_OF_1000 >> 8, (byte) HEADER_OF_1000, 1, 2, 3, 4, 'x'};
        return n -> new Offence() {
            @Override
            public void connected(Line line) {
                if (n % 3 == 0) {
                    line.halfAnUpgrade();
                } else {
                    line.upgrade();
                }
            }

            @Override
            public void upgraded(Line line) {
                if (n % 3 == 1) {
                    line.raw(half);
                } else {
                    line.hello(who.get(n % who.size()).token());
                }
            }

            @Override
            public void welcomed(Line line) {
                line.raw(half);
            }
        };
    }

    /// Says `hello` with somebody's token, the signature of which is made up, and in turn the key as well.
    public static IntFunction<Offence> forgedToken(String token) {
        String signed = token.substring(0, token.lastIndexOf('.') + 1);
        String claims = signed.substring(signed.indexOf('.') + 1);
        var chance = new Random(3);
        return n -> new Offence() {
            @Override
            public void upgraded(Line line) {
                var signature = new byte[64];
                chance.nextBytes(signature);
                String header = base64(utf8("{\"alg\":\"ES256\",\"kid\":\"k" + n + "\"}")) + '.';
                line.hello((n % 2 == 0 ? signed : header + claims) + base64(signature));
            }
        };
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /// Sends to the next of them, every second one three times as fast as the others.
    ///
    /// @param perSecond of the slower ones
    public static IntFunction<Offence> flood(List<Client> who, int perSecond) {
        return n -> new Offence() {
            private long sent;

            @Override
            public void upgraded(Line line) {
                line.hello(who.get(n % who.size()).token());
            }

            @Override
            public void welcomed(Line line) {
                int atOnce = Math.max(1, perSecond * FLOOD_EVERY_MS / 1000) * (n % 2 == 0 ? 1 : 3);
                long other = who.get((n + 1) % who.size()).user();
                String to = "\"conversation\":\""
                        + Conversation.direct(who.get(n % who.size()).user(), other) + '"';
                line.every(FLOOD_EVERY_MS, () -> {
                    for (int i = 0; i < atOnce; i++) {
                        line.text(send(to, "flood-" + n + '-' + sent++, "a flood"));
                    }
                });
            }
        };
    }

    /// One of each of these writes into its own group what fills sockets.
    public static IntFunction<Offence> loud(List<Client> who, List<String> groups) {
        String text = "x".repeat(LOUD_CHARACTERS);
        return n -> new Offence() {
            private long sent;

            @Override
            public void upgraded(Line line) {
                line.hello(who.get(n % who.size()).token());
            }

            @Override
            public void welcomed(Line line) {
                String to = "\"conversation\":\"" + groups.get(n % groups.size()) + '"';
                line.every(LOUD_EVERY_MS, () -> line.text(send(to, "loud-" + n + '-' + sent++, text)));
            }
        };
    }

    private static String send(String to, String clientId, String text) {
        return "{\"type\":\"send\",\"id\":\"s\",\"to\":{" + to + "},\"clientId\":\"" + clientId
                + "\",\"content\":{\"kind\":\"text\",\"text\":\"" + text + "\"}}";
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
