package dev.dewberry.message.membership;

import dev.dewberry.protocol.UserId;
import java.util.Collection;
import java.util.Set;
import reactor.core.publisher.Mono;

/// Which users exist. `busy` where it cannot be found out.
public interface UserDirectory {

    /// Those of the given users that exist.
    Mono<Set<UserId>> existing(Collection<UserId> users);

    /// A gateway has checked this user's token, so he exists.
    void remember(UserId user);
}
