package dev.dewberry.platform.error;

import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/// Reactor throws errors of the JVM past everybody who waits for an end, so that whatever goes round in a loop would
/// stop for good without a word. Want of heap ends the process by itself; these are want of direct memory, of stack,
/// and of a class.
public final class JvmErrors {

    private static final Logger log = LoggerFactory.getLogger(JvmErrors.class);

    private JvmErrors() {}

    /// The same work; it fails where it would have thrown such an error to its subscriber's thread.
    public static <T> Mono<T> contained(Supplier<Mono<T>> work) {
        return Mono.create(sink -> {
            try {
                sink.onDispose(work.get().subscribe(sink::success, sink::error, sink::success));
            } catch (VirtualMachineError | LinkageError error) {
                log.error("An error of the JVM", error);
                sink.error(new IllegalStateException(error.toString(), error));
            }
        });
    }
}
