package dev.dewberry.setup.secret;

import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// What each secret of an installation holds. The order matters: who uses a credential comes after where it belongs, so
/// that of
/// two runs at the same time both use what the quicker one has stored.
final class Recipes {

    static final List<String> SERVICES = List.of("auth", "storage", "message", "presence", "gateway");
    static final List<String> WITH_TABLES = List.of("auth", "storage", "presence");

    private static final String REPLICATION = "mariadb-replication";
    private static final String READER = "mariadb-storage-reader";

    private final String redisAddress;
    private final String administrator;
    private final boolean replica;

    /// @param replica whether MariaDB has a read replica, with accounts of its own
    Recipes(String redisAddress, String administrator, boolean replica) {
        this.redisAddress = redisAddress;
        this.administrator = administrator;
        this.replica = replica;
    }

    List<Recipe> all() {
        List<Recipe> recipes = new ArrayList<>(List.of(mariadb(), redis(), admin()));
        SERVICES.forEach(service -> recipes.add(service(service)));
        return recipes;
    }

    private Recipe mariadb() {
        List<Entry> entries = new ArrayList<>();
        entries.add(password("root-password", "mariadb-root"));
        for (String service : WITH_TABLES) {
            entries.add(password(service + "-password", "mariadb-" + service));
            entries.add(password(service + "-owner-password", "mariadb-" + service + "-owner"));
        }
        if (replica) {
            entries.add(password("replication-password", REPLICATION));
            entries.add(password("storage-reader-password", READER));
            entries.add(Entry.derived("reader.sql", made -> Accounts.ofReader(made.password(READER))));
        }
        entries.add(
                Entry.derived("accounts.sql", made -> replica ? accountsWithReplica(made) : Accounts.ofMariadb(made)));
        return new Recipe("mariadb", entries);
    }

    /// The reader's, too: a server of its owner's replicates accounts.
    private static String accountsWithReplica(Credentials made) {
        return Accounts.ofMariadb(made)
                + Accounts.ofReplication(made.password(REPLICATION))
                + Accounts.ofReader(made.password(READER));
    }

    private static Recipe redis() {
        List<Entry> entries = new ArrayList<>();
        for (String service : SERVICES) {
            entries.add(password(service + "-password", "redis-" + service));
        }
        entries.add(password("probe-password", "redis-probe"));
        entries.add(Entry.derived("users.acl", Accounts::ofRedis));
        return new Recipe("redis", entries);
    }

    private Recipe admin() {
        return new Recipe(
                "admin",
                List.of(
                        Entry.owned("username", "admin-name", this::administrator),
                        Entry.owned("password", "admin-password", made -> made.typeable("admin-password"))));
    }

    private Recipe service(String service) {
        List<Entry> entries = new ArrayList<>();
        entries.add(Entry.learned(
                "dewberry.bus.uri", made -> busUri(service, made), (stored, made) -> learnBus(service, stored, made)));
        // Of all services' copies the first one's counts.
        entries.add(
                service.equals(SERVICES.getFirst())
                        ? Entry.owned("dewberry.security.service-key", "service-key", made -> made.key("service-key"))
                        : Entry.copied(
                                "dewberry.security.service-key", "service-key", made -> made.key("service-key")));
        if (WITH_TABLES.contains(service)) {
            entries.add(Entry.fixed("dewberry.database.username", "dewberry_" + service));
            entries.add(copy("dewberry.database.password", "mariadb-" + service));
            entries.add(Entry.fixed("dewberry.database.owner-username", "dewberry_" + service + "_owner"));
            entries.add(copy("dewberry.database.owner-password", "mariadb-" + service + "-owner"));
        }
        if (replica && service.equals("storage")) {
            entries.add(copy("dewberry.storage.replica.password", READER));
        }
        if (service.equals("auth")) {
            entries.add(Entry.copied("dewberry.admin.username", "admin-name", this::administrator));
            entries.add(
                    Entry.copied("dewberry.admin.password", "admin-password", made -> made.typeable("admin-password")));
        }
        return new Recipe(service, entries);
    }

    private static Entry password(String key, String credential) {
        return Entry.owned(key, credential, made -> made.password(credential));
    }

    private static Entry copy(String key, String credential) {
        return Entry.copied(key, credential, made -> made.password(credential));
    }

    private String administrator(Credentials made) {
        made.hear("admin-name", administrator);
        return made.password("admin-name");
    }

    private String busUri(String service, Credentials made) {
        String password = URLEncoder.encode(made.password("redis-" + service), StandardCharsets.UTF_8)
                .replace("+", "%20");
        return "redis://" + service + ":" + password + "@" + redisAddress;
    }

    private void learnBus(String service, String stored, Credentials made) {
        try {
            URI uri = URI.create(stored);
            String user = uri.getRawUserInfo();
            if (redisAddress.equals(uri.getHost() + ":" + uri.getPort())
                    && user != null
                    && user.startsWith(service + ":")) {
                String password = URLDecoder.decode(user.substring(service.length() + 1), StandardCharsets.UTF_8);
                made.hear("redis-" + service, password);
            }
        } catch (IllegalArgumentException e) {
            // Somebody's own; it tells us nothing.
            return;
        }
    }
}
