package dev.dewberry.storage.app;

import dev.dewberry.database.Database;
import dev.dewberry.database.DatabaseProperties;
import dev.dewberry.database.MariaDbConnections;
import dev.dewberry.platform.time.ClockTrust;
import dev.dewberry.platform.time.Counter;
import dev.dewberry.storage.hot.HotMemory;
import dev.dewberry.storage.publish.CommittedFill;
import dev.dewberry.storage.upkeep.DedupeCleaner;
import dev.dewberry.storage.upkeep.EventMonths;
import dev.dewberry.storage.upkeep.RunningHours;
import dev.dewberry.storage.upkeep.Upkeep;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.Disposable;

/// What runs by the clock.
@Configuration(proxyBeanMethods = false)
class UpkeepConfiguration {

    /// Splitting off a month may have to move rows.
    private static final Duration OWNER_TIMEOUT = Duration.ofMinutes(10);

    @Bean
    Upkeep upkeep(Database database, DatabaseProperties properties, Clock clock, Counter counter, ClockTrust trust) {
        RunningHours hours = new RunningHours(database, counter);
        return new Upkeep(months(properties, clock, trust), new DedupeCleaner(database, hours, clock));
    }

    @Bean(destroyMethod = "dispose")
    Disposable committedWatch(CommittedFill fill) {
        return fill.start();
    }

    @Bean(destroyMethod = "dispose")
    Disposable hotMemoryWatch(HotMemory memory) {
        return memory.start();
    }

    private static @Nullable EventMonths months(DatabaseProperties properties, Clock clock, ClockTrust trust) {
        String owner = properties.owner();
        if (owner == null) {
            return null;
        }
        return new EventMonths(new Database(MariaDbConnections.owner(properties, owner), OWNER_TIMEOUT), clock, trust);
    }
}
