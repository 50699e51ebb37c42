package dev.dewberry.storage.publish;

import dev.dewberry.platform.bus.BusKeys;
import dev.dewberry.platform.bus.RedisBus;
import dev.dewberry.platform.bus.RedisScript;
import io.lettuce.core.ScriptOutputType;
import java.util.ArrayList;
import java.util.List;
import reactor.core.publisher.Mono;

/// `publish.lua`: adds a commit's entries to the committed stream, if everything before it is there.
final class PublishScript {

    /// Stands for "nothing was ever published".
    static final String NONE = "";

    private static final String OK = "ok";
    private static final RedisScript SCRIPT =
            RedisScript.load(PublishScript.class, "publish.lua", ScriptOutputType.VALUE);

    private final RedisBus bus;

    PublishScript(RedisBus bus) {
        this.bus = bus;
    }

    /// What the script found.
    sealed interface Answer {
        record Published() implements Answer {}

        /// @param last number that was published, or [#NONE]
        record Otherwise(String last) implements Answer {}
    }

    /// @param before the commit number that must have been the last one, or [#NONE]
    Mono<Answer> run(int partition, String before, long number, List<String> entries) {
        List<String> arguments = new ArrayList<>(entries.size() + 2);
        arguments.add(before);
        arguments.add(Long.toString(number));
        arguments.addAll(entries);
        return SCRIPT.<String>run(bus, List.of(BusKeys.published(partition), BusKeys.committed(partition)), arguments)
                .map(found -> found.equals(OK) ? new Answer.Published() : new Answer.Otherwise(found));
    }
}
