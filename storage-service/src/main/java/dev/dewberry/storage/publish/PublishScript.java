package dev.dewberry.storage.publish;

import dev.dewberry.platform.bus.BusKeys;
import dev.dewberry.platform.bus.RedisBus;
import dev.dewberry.platform.bus.RedisScript;
import dev.dewberry.storage.hot.Generation;
import dev.dewberry.storage.hot.HotMemory;
import io.lettuce.core.ScriptOutputType;
import java.util.ArrayList;
import java.util.List;
import reactor.core.publisher.Mono;

/// `publish.lua`: adds a commit's entries to the committed stream, if everything before it is there, and
/// brings up to date what is kept hot.
final class PublishScript {

    /// Stands for "nothing was ever published".
    static final String NONE = "";

    private static final String OK = "ok";
    private static final RedisScript SCRIPT =
            RedisScript.load(PublishScript.class, "publish.lua", ScriptOutputType.VALUE);

    private final RedisBus bus;
    private final HotMemory memory;

    PublishScript(RedisBus bus, HotMemory memory) {
        this.bus = bus;
        this.memory = memory;
    }

    /// What the script found.
    sealed interface Answer {
        record Published() implements Answer {}

        /// @param last number that was published, or [#NONE]
        record Otherwise(String last) implements Answer {}
    }

    /// @param before the commit number that must have been the last one, or [#NONE]
    /// @param changes all that the commit changed of what is kept hot
    Mono<Answer> run(int partition, String before, long number, List<String> entries, List<String> changes) {
        return run(partition, before, number, "", entries, changes);
    }

    /// As [#run], for commits of which only the events are known any more: what was kept hot is void.
    Mono<Answer> close(int partition, String before, long number, List<String> entries) {
        return run(partition, before, number, Generation.next(), entries, List.of());
    }

    private Mono<Answer> run(
            int partition, String before, long number, String generation, List<String> entries, List<String> changes) {
        List<String> arguments = new ArrayList<>(entries.size() + changes.size() + 5);
        arguments.add(before);
        arguments.add(Long.toString(number));
        arguments.add(generation);
        arguments.add(memory.hasRoom() ? "1" : "0");
        arguments.add(Integer.toString(entries.size()));
        arguments.addAll(entries);
        arguments.addAll(changes);
        List<String> keys = List.of(BusKeys.published(partition), BusKeys.committed(partition), Generation.KEY);
        return SCRIPT.<String>run(bus, keys, arguments)
                .map(found -> found.equals(OK) ? new Answer.Published() : new Answer.Otherwise(found));
    }
}
