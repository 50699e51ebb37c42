package dev.dewberry.auth.account;

import dev.dewberry.auth.web.Caller;
import dev.dewberry.platform.error.DewberryException;
import dev.dewberry.protocol.UserId;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/// `/api/v1/users`: profiles.
@RestController
@RequestMapping("/api/v1/users")
class UserController {

    private static final int MAX_RESULTS = 50;

    private final Directory directory;

    UserController(Directory directory) {
        this.directory = directory;
    }

    record UsersAnswer(List<Profile> users) {}

    @GetMapping("/me")
    Mono<Profile> me(Caller.User caller) {
        return directory.byId(caller.id()).map(Profile::forOwner);
    }

    @GetMapping("/{id}")
    Mono<Profile> byId(Caller.User caller, @PathVariable String id) {
        return directory.byId(UserId.parse(id)).map(account -> shown(account, caller));
    }

    /// @param q the beginning of a username or display name (for administrators also of an external id)
    /// @param limit 1-50, cut silently
    @GetMapping
    Mono<UsersAnswer> search(Caller.User caller, @RequestParam String q, @RequestParam(defaultValue = "20") int limit) {
        String text = q.strip();
        if (text.isEmpty() || text.codePointCount(0, text.length()) > Names.EXTERNAL_ID) {
            throw DewberryException.badFrame("q has 1-" + Names.EXTERNAL_ID + " characters");
        }
        return directory
                .search(text, Math.clamp(limit, 1, MAX_RESULTS), caller.admin())
                .map(found -> new UsersAnswer(
                        found.stream().map(account -> shown(account, caller)).toList()));
    }

    private static Profile shown(Account account, Caller.User caller) {
        if (caller.admin()) {
            return Profile.forAdministrator(account);
        }
        return account.id().equals(caller.id()) ? Profile.forOwner(account) : Profile.forAnyone(account);
    }
}
