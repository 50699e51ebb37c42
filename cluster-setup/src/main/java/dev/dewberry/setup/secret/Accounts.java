package dev.dewberry.setup.secret;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Collectors;

/// The accounts of the services on the two servers, in the servers' own words. The permissions are in two files that
/// the launcher
/// reads as well.
final class Accounts {

    private Accounts() {}

    /// Redis' aclfile, with hashes instead of passwords.
    static String ofRedis(Credentials made) {
        String text = template("redis-users.acl");
        for (String service : Recipes.SERVICES) {
            text = text.replace("@" + service + "@", "#" + sha256(made.password("redis-" + service)));
        }
        return text.replace("@probe@", "#" + sha256(made.password("redis-probe")));
    }

    /// SQL that may be run any number of times.
    static String ofMariadb(Credentials made) {
        String template = template("mariadb-accounts.sql");
        return Recipes.WITH_TABLES.stream()
                .map(service -> template.replace("@service@", service)
                        .replace("@host@", "%")
                        .replace("@password@", quoted(made.password("mariadb-" + service)))
                        .replace("@owner-password@", quoted(made.password("mariadb-" + service + "-owner"))))
                .collect(Collectors.joining());
    }

    /// As [#ofMariadb], of the account by which a replica follows.
    static String ofReplication(String password) {
        return template("mariadb-replication.sql").replace("@password@", quoted(password));
    }

    /// As [#ofMariadb], of the account that reads from a replica.
    static String ofReader(String password) {
        return template("mariadb-reader.sql").replace("@password@", quoted(password));
    }

    private static String template(String file) {
        try (InputStream in = Accounts.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is not in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line + "\n")
                    .collect(Collectors.joining());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// For a password that somebody chose; those that we make need it not.
    private static String quoted(String password) {
        return password.replace("\\", "\\\\").replace("'", "''");
    }

    private static String sha256(String password) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(password.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
