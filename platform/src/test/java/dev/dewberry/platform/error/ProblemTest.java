package dev.dewberry.platform.error;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.protocol.ErrorCode;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;

class ProblemTest {

    @Test
    void aKnownErrorIsToldWithItsCode() {
        assertThat(Problem.of(DewberryException.notFound()).toJson())
                .isEqualTo("{\"title\":\"not found\",\"status\":404,\"code\":\"not_found\","
                        + "\"detail\":\"no such user or conversation, or you are not in it\"}");
    }

    @Test
    void whatIsNotKnownKeepsItsMessageInside() {
        Problem problem = Problem.of(new IllegalStateException("password=secret"));
        assertThat(problem.code()).isEqualTo(ErrorCode.INTERNAL);
        assertThat(problem.toJson()).doesNotContain("secret");
    }

    @Test
    void whenToTryAgainIsSaidInBothForms() {
        Problem problem = Problem.of(DewberryException.rateLimited(Duration.ofMillis(1500)));
        assertThat(problem.toJson()).contains("\"retryAfterMs\":1500");
        assertThat(problem.retryAfterSeconds()).isEqualTo(2);
    }

    @Test
    void whatTheFrameworkRefusesKeepsItsStatus() {
        assertThat(Problem.of(new ResponseStatusException(HttpStatus.METHOD_NOT_ALLOWED)))
                .matches(problem -> problem.status() == 405 && problem.code() == ErrorCode.UNSUPPORTED);
    }
}
