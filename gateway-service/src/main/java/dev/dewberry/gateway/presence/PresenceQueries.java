package dev.dewberry.gateway.presence;

import dev.dewberry.platform.error.DewberryException;
import dev.dewberry.platform.http.ServiceClient;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.json.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/// Asks presence-service for many clients in one call: what is asked within a moment goes together. When
/// everybody comes back at once, calls cost more than answers. Thread-safe.
public final class PresenceQueries {

    private static final Duration MOMENT = Duration.ofMillis(4);
    /// Questions, and users in all of them, of one call; presence-service takes more.
    private static final int QUESTIONS = 64;

    private static final int USERS = 4000;

    private final ServiceClient presence;
    private final Queue<Question> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    public PresenceQueries(ServiceClient presence) {
        this.presence = presence;
    }

    private record Question(UserId asking, List<UserId> users, Sinks.One<String> answer) {}

    /// A JSON object, `{items:[…]}`. To be subscribed to once.
    Mono<String> ask(UserId asking, List<UserId> users) {
        return Mono.defer(() -> {
            Question question = new Question(asking, users, Sinks.one());
            waiting.add(question);
            if (scheduled.compareAndSet(false, true)) {
                Disposable unused =
                        Schedulers.parallel().schedule(this::flush, MOMENT.toMillis(), TimeUnit.MILLISECONDS);
            }
            return question.answer().asMono();
        });
    }

    private void flush() {
        // Before the queue is emptied: who adds from now on schedules the next flush.
        scheduled.set(false);
        List<Question> together = new ArrayList<>();
        int users = 0;
        for (Question next = waiting.poll(); next != null; next = waiting.poll()) {
            if (together.size() == QUESTIONS
                    || (!together.isEmpty() && users + next.users().size() > USERS)) {
                call(together);
                together = new ArrayList<>();
                users = 0;
            }
            together.add(next);
            users += next.users().size();
        }
        if (!together.isEmpty()) {
            call(together);
        }
    }

    private void call(List<Question> questions) {
        String body = questions.stream().map(PresenceQueries::json).collect(Collectors.joining("\n"));
        Disposable unused = presence.post("/internal/v1/presence/queries", null, body)
                .map(answer -> lines(answer, questions.size()))
                .subscribe(
                        answers -> {
                            for (int i = 0; i < answers.length; i++) {
                                var unusedResult = questions.get(i).answer().tryEmitValue(answers[i]);
                            }
                        },
                        error -> questions.forEach(question -> {
                            var unusedResult = question.answer().tryEmitError(error);
                        }));
    }

    private static String[] lines(String answer, int expected) {
        String[] lines = answer.split("\n", -1);
        if (lines.length != expected) {
            throw DewberryException.busy("presence gave " + lines.length + " answers instead of " + expected, null);
        }
        return lines;
    }

    private static String json(Question question) {
        return Json.write(out -> {
            out.writeStartObject();
            out.writeStringProperty("user", question.asking().toString());
            out.writeArrayPropertyStart("users");
            question.users().forEach(user -> out.writeString(user.toString()));
            out.writeEndArray();
            out.writeEndObject();
        });
    }
}
