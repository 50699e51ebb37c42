package dev.dewberry.presence.board;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One user: on which gateways, and what was announced last. Most people are on one gateway, so the map
/// is a small one.
final class Person {

    private final Map<String, Status> gateways = new HashMap<>(2);
    private @Nullable String text;
    private @Nullable String textGateway;
    private Shown shown = Shown.OFFLINE;
    private long lastSeen;

    Shown shown() {
        return shown;
    }

    void show(Shown next) {
        shown = next;
    }

    long lastSeen() {
        return lastSeen;
    }

    /// Moments may arrive in any order; the latest counts.
    void seenAt(long at) {
        lastSeen = Math.max(lastSeen, at);
    }

    boolean isConnected() {
        return !gateways.isEmpty();
    }

    boolean isOn(String gateway) {
        return gateways.containsKey(gateway);
    }

    boolean isOnlyOn(String gateway) {
        return isOn(gateway) && gateways.size() == 1;
    }

    /// What is true now, whether or not it was announced.
    Shown current() {
        Status status = Status.OFFLINE;
        for (Status one : gateways.values()) {
            status = status.or(one);
        }
        return status == Status.OFFLINE ? Shown.OFFLINE : new Shown(status, text, textGateway);
    }

    void put(String gateway, Status status) {
        gateways.put(gateway, status);
    }

    /// Who is on no gateway any more keeps the text: he may come back within the grace, and a gateway
    /// that was only slow to renew its lease does not say it again.
    void leave(String gateway) {
        gateways.remove(gateway);
        if (gateway.equals(textGateway) && isConnected()) {
            forgetText();
        }
    }

    /// A gateway says what its sockets say. Saying nothing takes back only what was said there.
    void say(String gateway, @Nullable String words) {
        if (words != null) {
            text = words;
            textGateway = gateway;
        } else if (gateway.equals(textGateway) || textGateway == null || !isOn(textGateway)) {
            forgetText();
        }
    }

    private void forgetText() {
        text = null;
        textGateway = null;
    }

    /// Takes over what an earlier keeper announced.
    void restore(Shown announced) {
        shown = announced;
        text = announced.text();
        textGateway = announced.textGateway();
    }
}
