package dev.dewberry.auth.account;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An account as others see it.
///
/// @param externalId shown to its owner and to administrators only
/// @param roles shown to its owner and to administrators only
/// @param banned shown to administrators only
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Profile(
        String id,
        String username,
        String displayName,
        @Nullable String externalId,
        @Nullable List<String> roles,
        @Nullable Boolean banned) {

    public static Profile forAnyone(Account account) {
        return new Profile(
                account.id().toString(), account.username().value(), account.displayName(), null, null, null);
    }

    public static Profile forOwner(Account account) {
        return new Profile(
                account.id().toString(),
                account.username().value(),
                account.displayName(),
                account.externalId(),
                roles(account),
                null);
    }

    public static Profile forAdministrator(Account account) {
        return new Profile(
                account.id().toString(),
                account.username().value(),
                account.displayName(),
                account.externalId(),
                roles(account),
                account.banned());
    }

    private static List<String> roles(Account account) {
        return account.admin() ? List.of("admin") : List.of();
    }
}
