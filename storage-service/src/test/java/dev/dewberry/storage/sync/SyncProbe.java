package dev.dewberry.storage.sync;

import static dev.dewberry.storage.rig.StorageRig.done;

import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.json.Json;
import dev.dewberry.storage.history.EventLog;
import dev.dewberry.storage.hot.Generation;
import dev.dewberry.storage.hot.HotLists;
import dev.dewberry.storage.hot.HotMemory;
import dev.dewberry.storage.hot.TailCache;
import dev.dewberry.storage.replica.Reads;
import dev.dewberry.storage.rig.StorageRig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Lets tests of other packages ask as the routes do.
public final class SyncProbe {

    private SyncProbe() {}

    public static JsonNode since(StorageRig rig, UserId user, @Nullable String cursor, int events, int limit) {
        return Json.read(done(new Sync(rig.database, rig.hot, rig.log, Reads.of(rig.database), rig.log)
                .since(user, cursor == null ? null : SyncCursor.decode(cursor), events, limit)));
    }

    /// As [#since], of what MariaDB alone says.
    public static JsonNode cold(StorageRig rig, UserId user, @Nullable String cursor) {
        HotMemory memory = new HotMemory(rig.bus);
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        Generation never = Generation.untrusted(rig.bus);
        HotLists nothing = new HotLists(rig.bus, never, memory, rig.partitions.count(), Duration.ZERO, meters);
        EventLog log =
                new EventLog(Reads.of(rig.database), new TailCache(rig.bus, never, memory, Duration.ZERO, meters));
        return Json.read(done(new Sync(rig.database, nothing, log, Reads.of(rig.database), log)
                .since(user, cursor == null ? null : SyncCursor.decode(cursor), 20, 50)));
    }

    public static JsonNode list(StorageRig rig, UserId user, @Nullable String before, int limit) {
        return list(rig, Reads.of(rig.database), rig.log, user, before, limit);
    }

    public static JsonNode list(
            StorageRig rig, Reads reads, EventLog log, UserId user, @Nullable String before, int limit) {
        return Json.read(done(new Sync(rig.database, rig.hot, rig.log, reads, log)
                .list(user, before == null ? Position.START : ListCursor.decode(before), limit)));
    }

    /// Issues each kind of statement.
    public static void exercise(StorageRig rig, UserId user) {
        ask(rig, user);
        done(rig.bus.call(redis -> redis.del(Generation.KEY)));
        ask(rig, user);
    }

    private static void ask(StorageRig rig, UserId user) {
        JsonNode first = since(rig, user, null, 20, 1);
        since(rig, user, first.get("cursor").stringValue(), 20, 50);
        JsonNode all = since(rig, user, null, 0, 200);
        since(rig, user, all.get("cursor").stringValue(), 0, 50);
        list(rig, user, null, 50);
    }
}
