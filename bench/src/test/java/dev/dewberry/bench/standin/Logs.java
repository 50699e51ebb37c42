package dev.dewberry.bench.standin;

import io.netty.channel.ChannelHandlerContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// The stand-in's conversations, members and sockets. One event loop.
final class Logs {
    record Event(long seq, long event, long from, String clientId, JsonNode content) {
        String json(String conversation) {
            return "{\"type\":\"event\",\"conversation\":\"" + conversation + "\",\"seq\":" + seq + ",\"event\":\""
                    + event + "\",\"from\":\"" + from + "\",\"at\":1,\"content\":" + content + "}";
        }
    }

    static final class Log {
        final List<Long> members;
        final List<Event> events = new ArrayList<>();
        long head;

        Log(List<Long> members) {
            this.members = members;
        }
    }

    final Faults faults;
    final Map<Long, ChannelHandlerContext> online = new HashMap<>();
    private final Map<String, Log> logs = new HashMap<>();
    private final Map<String, String> acks = new HashMap<>();
    private final Map<String, List<Runnable>> held = new HashMap<>();
    private final Set<Long> wereBusy = new HashSet<>();
    private final Map<String, Long> names = new HashMap<>();
    private long tenth;
    private long inThisTenth;
    private long signIns;
    private long pages;
    private long users = 1000;
    private long groups;
    private long sends;

    Logs(Faults faults) {
        this.faults = faults;
    }

    long newUser(String name) {
        names.put(name, ++users);
        return users;
    }

    /// The token of a user that signs in by password; empty for `busy`.
    String signIn(String name) {
        if (name.equals("admin")) {
            return "admin";
        }
        return faults.signInBusy.test(signIns++) ? "" : "t" + names.get(name);
    }

    /// Somebody has said hello with a token that is none.
    void badToken() {
        if (faults.cutsAllForABadToken) {
            List.copyOf(online.values()).forEach(ChannelHandlerContext::close);
        }
    }

    boolean historyBusy() {
        return faults.historyBusy.test(pages++);
    }

    private boolean full() {
        long now = System.nanoTime() / 100_000_000;
        if (now != tenth) {
            tenth = now;
            inThisTenth = 0;
        }
        return faults.capacity > 0 && ++inThisTenth > faults.capacity / 10;
    }

    String newGroup(List<Long> members) {
        String id = "g:" + ++groups;
        Log log = new Log(members);
        log.head = 1;
        log.events.add(new Event(
                1,
                900_000 + groups,
                members.getFirst(),
                "",
                tools.jackson.databind.json.JsonMapper.shared().readTree("{\"kind\":\"group\",\"name\":\"n\"}")));
        logs.put(id, log);
        return id;
    }

    Log log(String conversation) {
        return logs.computeIfAbsent(conversation, id -> {
            String[] parts = id.split(":");
            return new Log(List.of(Long.parseLong(parts[1]), Long.parseLong(parts[2])));
        });
    }

    Map<String, Log> of(long user) {
        var mine = new HashMap<String, Log>();
        logs.forEach((id, log) -> {
            if (log.members.contains(user) && log.head > 0) {
                mine.put(id, log);
            }
        });
        return mine;
    }

    /// The answer to a send, or an empty string for silence.
    String send(long from, JsonNode frame) {
        String id = frame.path("id").asString();
        String key = from + " " + frame.path("clientId").asString();
        String before = acks.get(key);
        if (before != null) {
            return "{\"type\":\"ack\",\"id\":\"" + id + "\"," + before + ",\"duplicate\":true}";
        }
        boolean full = full();
        long n = full ? -1 : sends++;
        if (full || faults.busy.test(n) && wereBusy.add(n)) {
            return "{\"type\":\"error\",\"id\":\"" + id + "\",\"code\":\"busy\",\"message\":\"m\",\"retryAfterMs\":20}";
        }
        if (faults.silent.test(n)) {
            return "";
        }
        if (faults.afterHistory.test(n)) {
            String conversation = frame.path("to").path("conversation").asString();
            held.computeIfAbsent(conversation, unused -> new ArrayList<>())
                    .add(() -> SocketHandler.text(online.get(from), commit(n, from, id, key, frame)));
            return "";
        }
        if (n == faults.stallAt) {
            stall();
        }
        return commit(n, from, id, key, frame);
    }

    void historyWasRead(String conversation) {
        List<Runnable> sends = held.remove(conversation);
        if (sends != null) {
            sends.forEach(Runnable::run);
        }
    }

    private void stall() {
        try {
            Thread.sleep(faults.stallMs);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String commit(long n, long from, String id, String key, JsonNode frame) {
        String conversation = frame.path("to").path("conversation").asString();
        Log log = log(conversation);
        log.head += faults.skipsSeq.test(n) ? 2 : 1;
        var event =
                new Event(log.head, 1_000_000 + n, from, frame.path("clientId").asString(), frame.path("content"));
        if (!faults.notStored.test(n)) {
            log.events.add(event);
        }
        if (faults.storedTwice.test(n)) {
            log.head++;
            log.events.add(new Event(log.head, 2_000_000 + n, from, event.clientId(), event.content()));
        }
        String json = event.json(conversation);
        if (!faults.notDelivered.test(n)) {
            deliver(log, from, json);
        }
        if (faults.deliveredTwice.test(n)) {
            deliver(log, from, json);
        }
        String ack = "\"conversation\":\"" + conversation + "\",\"seq\":" + event.seq() + ",\"event\":\""
                + event.event() + "\",\"at\":1";
        acks.put(key, ack);
        return "{\"type\":\"ack\",\"id\":\"" + id + "\"," + ack + "}";
    }

    private void deliver(Log log, long from, String json) {
        for (long member : log.members) {
            ChannelHandlerContext socket = online.get(member);
            if (member != from && socket != null) {
                SocketHandler.text(socket, json);
            }
        }
    }
}
