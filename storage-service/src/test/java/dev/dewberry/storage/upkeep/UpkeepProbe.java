package dev.dewberry.storage.upkeep;

import static dev.dewberry.storage.rig.StorageRig.done;

import dev.dewberry.database.Database;
import dev.dewberry.database.DatabaseProperties;
import dev.dewberry.database.MariaDbConnections;
import dev.dewberry.platform.time.ClockTrust;
import dev.dewberry.platform.time.Counter;
import dev.dewberry.storage.rig.StorageRig;
import java.time.Duration;

/// Lets tests of other packages run what the clock runs.
public final class UpkeepProbe {

    private UpkeepProbe() {}

    /// After an hour in which nobody set the clock.
    public static void makeMonths(StorageRig rig) {
        makeMonths(rig, Duration.ofHours(1));
    }

    static void makeMonths(StorageRig rig, Duration even) {
        RunHours counter = new RunHours();
        ClockTrust trust = new ClockTrust(rig.clock, counter);
        counter.run(even);
        rig.clock.pass(even);
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
        done(new EventMonths(owner, rig.clock, trust).make());
    }

    /// A counter that a test moves.
    static final class RunHours implements Counter {

        private long nanos;

        void run(Duration duration) {
            nanos += duration.toNanos();
        }

        @Override
        public long nanos() {
            return nanos;
        }
    }

    /// Issues each kind of statement; deletes nothing that is younger than the first test event.
    public static void exercise(StorageRig rig) {
        RunHours counter = new RunHours();
        DedupeCleaner cleaner = new DedupeCleaner(rig.database, new RunningHours(rig.database, counter), rig.clock);
        done(cleaner.clean());
        counter.run(Duration.ofHours(1));
        done(cleaner.clean());
        done(cleaner.deleteBefore(ClockTrust.EARLIEST.toEpochMilli(), 2));
    }
}
