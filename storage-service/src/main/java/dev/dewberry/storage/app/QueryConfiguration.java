package dev.dewberry.storage.app;

import dev.dewberry.database.Database;
import dev.dewberry.platform.bus.Partitions;
import dev.dewberry.platform.bus.RedisBus;
import dev.dewberry.storage.conversation.ConversationRoutes;
import dev.dewberry.storage.conversation.MemberList;
import dev.dewberry.storage.conversation.MemberPage;
import dev.dewberry.storage.history.EventLog;
import dev.dewberry.storage.history.History;
import dev.dewberry.storage.history.HistoryRoutes;
import dev.dewberry.storage.hot.Generation;
import dev.dewberry.storage.hot.HotLists;
import dev.dewberry.storage.hot.HotMemory;
import dev.dewberry.storage.hot.TailCache;
import dev.dewberry.storage.identity.IdBlocks;
import dev.dewberry.storage.identity.Meta;
import dev.dewberry.storage.replica.Reads;
import dev.dewberry.storage.sync.Sync;
import dev.dewberry.storage.sync.SyncRoutes;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/// What other services ask over HTTP.
@Configuration(proxyBeanMethods = false)
class QueryConfiguration {

    /// With what is kept hot in Redis, after which MariaDB is asked.
    private static final Duration PATIENCE = Duration.ofMillis(200);

    @Bean
    Generation generation(RedisBus bus) {
        return Generation.on(bus);
    }

    @Bean
    HotMemory hotMemory(RedisBus bus) {
        return new HotMemory(bus);
    }

    @Bean
    HotLists hotLists(
            RedisBus bus, Generation generation, HotMemory memory, Partitions partitions, MeterRegistry meters) {
        return new HotLists(bus, generation, memory, partitions.count(), PATIENCE, meters);
    }

    @Bean
    TailCache tailCache(RedisBus bus, Generation generation, HotMemory memory, MeterRegistry meters) {
        return new TailCache(bus, generation, memory, PATIENCE, meters);
    }

    @Bean
    RouterFunction<ServerResponse> routes(
            Database database,
            Reads reads,
            HotLists hot,
            TailCache tails,
            Meta meta,
            @Qualifier("groupIds") IdBlocks groupIds) {
        EventLog log = new EventLog(reads, tails);
        Sync sync = new Sync(database, hot, new EventLog(Reads.of(database), tails), reads, log);
        return new ConversationRoutes(new MemberList(database), new MemberPage(database), groupIds, meta)
                .routes()
                .and(new HistoryRoutes(new History(database, hot, log)).routes())
                .and(new SyncRoutes(sync).routes());
    }
}
