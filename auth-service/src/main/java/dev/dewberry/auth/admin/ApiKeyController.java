package dev.dewberry.auth.admin;

import dev.dewberry.auth.account.Names;
import dev.dewberry.auth.web.Caller;
import dev.dewberry.platform.error.DewberryException;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/// `/api/v1/admin/api-keys`.
@RestController
@RequestMapping("/api/v1/admin/api-keys")
class ApiKeyController {

    private static final int NAME = 100;

    private final ApiKeys keys;

    ApiKeyController(ApiKeys keys) {
        this.keys = keys;
    }

    record ApiKeyRequest(@NotNull String name) {}

    /// @param key shown this once
    record NewApiKeyAnswer(String id, String name, String key) {}

    /// @param createdBy the administrator; `null` where another API key made it
    /// @param createdAt milliseconds since 1970 UTC
    record ApiKeyAnswer(String id, String name, @Nullable String createdBy, long createdAt) {}

    record ApiKeysAnswer(List<ApiKeyAnswer> apiKeys) {}

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Mono<NewApiKeyAnswer> create(Caller.Administrator caller, @Valid @RequestBody ApiKeyRequest request) {
        return keys.create(Names.bounded(request.name().strip(), "name", NAME), caller.user())
                .map(made -> new NewApiKeyAnswer(Long.toString(made.id()), made.name(), made.text()));
    }

    /// At most 100, the oldest first; `after` is the last id of the page before.
    @GetMapping
    Mono<ApiKeysAnswer> list(Caller.Administrator caller, @RequestParam(defaultValue = "0") long after) {
        return keys.list(after)
                .map(found -> new ApiKeysAnswer(
                        found.stream().map(ApiKeyController::answer).toList()));
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    Mono<Void> delete(Caller.Administrator caller, @PathVariable String id) {
        if (!id.matches("[1-9][0-9]{0,17}")) {
            throw DewberryException.badFrame("not an id of an API key");
        }
        return keys.delete(Long.parseLong(id));
    }

    private static ApiKeyAnswer answer(ApiKeys.ApiKey key) {
        Long creator = key.createdBy();
        return new ApiKeyAnswer(
                Long.toString(key.id()),
                key.name(),
                creator == null ? null : creator.toString(),
                key.created().toEpochMilli());
    }
}
