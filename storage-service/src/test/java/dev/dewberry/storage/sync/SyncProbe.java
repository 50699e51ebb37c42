package dev.dewberry.storage.sync;

import static dev.dewberry.storage.rig.StorageRig.done;

import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.json.Json;
import dev.dewberry.storage.rig.StorageRig;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Lets tests of other packages ask as the routes do.
public final class SyncProbe {

    private SyncProbe() {}

    public static JsonNode since(StorageRig rig, UserId user, @Nullable String cursor, int events, int limit) {
        return Json.read(done(new Sync(rig.database, rig.log)
                .since(user, cursor == null ? null : SyncCursor.decode(cursor), events, limit)));
    }

    public static JsonNode list(StorageRig rig, UserId user, @Nullable String before, int limit) {
        return Json.read(done(new Sync(rig.database, rig.log)
                .list(user, before == null ? Position.START : ListCursor.decode(before), limit)));
    }

    /// Issues each kind of statement.
    public static void exercise(StorageRig rig, UserId user) {
        JsonNode first = since(rig, user, null, 20, 1);
        since(rig, user, first.get("cursor").stringValue(), 20, 50);
        JsonNode all = since(rig, user, null, 0, 200);
        since(rig, user, all.get("cursor").stringValue(), 0, 50);
        list(rig, user, null, 50);
    }
}
