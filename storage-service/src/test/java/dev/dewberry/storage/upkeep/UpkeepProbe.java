package dev.dewberry.storage.upkeep;

import static dev.dewberry.storage.rig.StorageRig.done;

import dev.dewberry.database.Database;
import dev.dewberry.database.DatabaseProperties;
import dev.dewberry.database.MariaDbConnections;
import dev.dewberry.storage.rig.StorageRig;
import java.time.Duration;

/// Lets tests of other packages run what the clock runs.
public final class UpkeepProbe {

    private UpkeepProbe() {}

    public static void makeMonths(StorageRig rig) {
        DatabaseProperties properties = new DatabaseProperties(
                rig.schema.host(),
                rig.schema.port(),
                rig.schema.name(),
                rig.schema.username(),
                rig.schema.password(),
                rig.schema.ownerUsername(),
                rig.schema.ownerPassword(),
                6,
                1,
                Duration.ofSeconds(8));
        Database owner =
                new Database(MariaDbConnections.owner(properties, rig.schema.ownerUsername()), Duration.ofSeconds(30));
        done(new EventMonths(owner, rig.clock).make());
    }

    /// Issues each kind of statement; deletes nothing that is younger than the first test event.
    public static void exercise(StorageRig rig) {
        ClockTrust trust = new ClockTrust(rig.database, rig.clock);
        done(trust.isConfirmed());
        done(new DedupeCleaner(rig.database, trust, rig.clock).deleteBefore(ClockTrust.earliest() + 1));
    }
}
