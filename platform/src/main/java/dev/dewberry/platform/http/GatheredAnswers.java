package dev.dewberry.platform.http;

import dev.dewberry.platform.error.DewberryException;
import dev.dewberry.platform.error.Problem;
import io.netty.buffer.ByteBufUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/// The answers to [GatheredCalls]: a line for each line that was asked. What is refused is refused by
/// itself; what has no room in the one answer is to be asked again.
public final class GatheredAnswers {

    /// Instead of an answer.
    static final String AGAIN = "";
    /// Before the problem, as JSON.
    static final String REFUSAL = "!";

    /// Below what [ServiceClient] takes, and above the largest single answer.
    private static final int MOST_BYTES = 1792 * 1024;
    /// Under way at the same time for one call.
    private static final int AT_ONCE = 4;

    private GatheredAnswers() {}

    /// @param answer to one line, a line of at most 1 MiB; may fail
    public static Mono<ServerResponse> answer(ServerRequest request, Function<String, Mono<String>> answer) {
        return request.bodyToMono(String.class)
                .defaultIfEmpty("")
                .map(body -> List.of(body.split("\n", -1)))
                .doOnNext(GatheredAnswers::check)
                .flatMap(questions -> Flux.fromIterable(questions)
                        .flatMapSequential(question -> one(question, answer), AT_ONCE, 1)
                        .collectList())
                .flatMap(lines -> ServerResponse.ok()
                        .contentType(MediaType.APPLICATION_NDJSON)
                        .bodyValue(join(lines)));
    }

    private static void check(List<String> questions) {
        if (questions.size() > GatheredCalls.QUESTIONS) {
            throw DewberryException.badFrame("more than " + GatheredCalls.QUESTIONS + " questions");
        }
    }

    private static Mono<String> one(String question, Function<String, Mono<String>> answer) {
        return Mono.defer(() -> answer.apply(question))
                .onErrorResume(error -> Mono.just(REFUSAL + Problem.of(error).toJson()));
    }

    static String join(List<String> lines) {
        List<String> fitting = new ArrayList<>(lines.size());
        long bytes = 0;
        for (String line : lines) {
            bytes += ByteBufUtil.utf8Bytes(line);
            fitting.add(bytes <= MOST_BYTES ? line : AGAIN);
        }
        return String.join("\n", fitting);
    }
}
