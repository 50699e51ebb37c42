package dev.dewberry.setup.secret;

import dev.dewberry.setup.log.Log;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Makes what is missing of an installation's passwords and keys, and overwrites none. Runs at the same time end with
/// the same.
///
/// A secret that is gone is made again of what the others know. One that somebody else has made is used and never
/// changed.
public final class InstallationSecrets {

    /// How often a secret may be found changed by somebody else while it is being completed.
    private static final int ATTEMPTS = 10;

    private final SecretStore store;
    private final String prefix;
    private final List<Recipe> recipes;
    private final SecureRandom random;
    private final Log log;

    /// @param prefix of all names
    /// @param redisAddress host and port
    /// @param replica whether MariaDB has a read replica
    public InstallationSecrets(
            SecretStore store,
            String prefix,
            String redisAddress,
            String administrator,
            boolean replica,
            SecureRandom random,
            Log log) {
        this.store = store;
        this.prefix = prefix;
        this.recipes = new Recipes(redisAddress, administrator, replica).all();
        this.random = random;
        this.log = log;
    }

    /// @return false where a secret that is not ours lacks something
    public boolean complete() {
        Credentials credentials = new Credentials(random);
        boolean mariadbIsGone = learnAll(credentials);
        boolean whole = true;
        for (Recipe recipe : recipes) {
            whole &= complete(recipe, credentials);
        }
        if (mariadbIsGone) {
            log.warn(
                    "made again; its root password is not the one that MariaDB knows, the others are",
                    Map.of("secret", prefix + "mariadb"));
        }
        return whole;
    }

    /// @return whether services have accounts in MariaDB while its own secret is gone
    private boolean learnAll(Credentials credentials) {
        boolean mariadb = false;
        boolean others = false;
        for (Recipe recipe : recipes) {
            Optional<Secret> stored = store.find(prefix + recipe.name());
            stored.ifPresent(secret -> recipe.learnFrom(secret, credentials));
            mariadb |= stored.isPresent() && recipe.name().equals("mariadb");
            others |= stored.isPresent() && Recipes.WITH_TABLES.contains(recipe.name());
        }
        return others && !mariadb;
    }

    private boolean complete(Recipe recipe, Credentials credentials) {
        String name = prefix + recipe.name();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<Secret> stored = store.find(name);
            if (stored.isPresent()) {
                recipe.learnFrom(stored.get(), credentials);
                Optional<Boolean> done = update(recipe, stored.get(), credentials);
                if (done.isPresent()) {
                    return done.get();
                }
            } else if (store.create(Secret.made(name, Secret.OPAQUE, recipe.make(credentials)))) {
                log.info("made", Map.of("secret", name));
                return true;
            }
        }
        throw new SecretStore.Unavailable(name + " keeps changing");
    }

    /// @return nothing where somebody has changed it meanwhile
    private Optional<Boolean> update(Recipe recipe, Secret stored, Credentials credentials) {
        Map<String, String> due = recipe.due(stored, credentials);
        if (!stored.ours()) {
            List<String> missing = due.keySet().stream()
                    .filter(key -> !stored.values().containsKey(key))
                    .toList();
            missing.forEach(key -> log.error(
                    "is somebody else's, so it is not completed, and lacks a key",
                    Map.of("secret", stored.name(), "key", key)));
            return Optional.of(missing.isEmpty());
        }
        if (!due.isEmpty()) {
            if (!store.change(stored, due)) {
                return Optional.empty();
            }
            log.info("completed", Map.of("secret", stored.name(), "keys", String.join(" ", due.keySet())));
        } else {
            log.info("kept", Map.of("secret", stored.name()));
        }
        recipe.odd(stored, credentials).stream()
                .filter(key -> !due.containsKey(key))
                .forEach(key -> log.warn(
                        "is kept, though it does not fit the other secrets",
                        Map.of("secret", stored.name(), "key", key)));
        return Optional.of(true);
    }
}
