package dev.dewberry.storage.app;

import dev.dewberry.database.Database;
import dev.dewberry.platform.bus.RedisBus;
import dev.dewberry.storage.conversation.ConversationRoutes;
import dev.dewberry.storage.conversation.MemberList;
import dev.dewberry.storage.conversation.MemberPage;
import dev.dewberry.storage.history.EventLog;
import dev.dewberry.storage.history.History;
import dev.dewberry.storage.history.HistoryRoutes;
import dev.dewberry.storage.history.TailCache;
import dev.dewberry.storage.identity.IdBlocks;
import dev.dewberry.storage.identity.Meta;
import dev.dewberry.storage.sync.Sync;
import dev.dewberry.storage.sync.SyncRoutes;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/// What other services ask over HTTP.
@Configuration(proxyBeanMethods = false)
class QueryConfiguration {

    @Bean
    EventLog eventLog(RedisBus bus, MeterRegistry meters) {
        return new EventLog(new TailCache(bus, meters));
    }

    @Bean
    RouterFunction<ServerResponse> routes(
            Database database, EventLog log, Meta meta, @Qualifier("groupIds") IdBlocks groupIds) {
        return new ConversationRoutes(new MemberList(database), new MemberPage(database), groupIds, meta)
                .routes()
                .and(new HistoryRoutes(new History(database, log)).routes())
                .and(new SyncRoutes(new Sync(database, log)).routes());
    }
}
