package dev.dewberry.systemtests.chaos;

import dev.dewberry.systemtests.cluster.DewberryCluster;
import dev.dewberry.systemtests.cluster.Role;
import dev.dewberry.testsupport.Database;
import dev.dewberry.testsupport.LocalMariaDb;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// What an administrator's statements do to MariaDB.
///
/// @param strike statements
/// @param cure statements
record MariaDbFault(String name, LocalMariaDb server, List<String> strike, List<String> cure) implements Fault {

    /// It takes no writes, as one that has become a replica.
    static Fault readOnly(LocalMariaDb server) {
        return new MariaDbFault(
                "make mariadb read-only",
                server,
                List.of("SET GLOBAL read_only = ON"),
                List.of("SET GLOBAL read_only = OFF"));
    }

    /// Every connection of the services ends, and `Access denied` is what new ones hear, as while passwords are
    /// changed.
    static Fault accountsLocked(DewberryCluster cluster) {
        List<String> accounts = Stream.of(Role.AUTH, Role.PRESENCE, Role.STORAGE)
                .map(cluster::database)
                .map(Database::username)
                .toList();
        List<String> strike = new ArrayList<>();
        accounts.forEach(account -> strike.add("ALTER USER '" + account + "'@'%' ACCOUNT LOCK"));
        accounts.forEach(account -> strike.add("KILL USER '" + account + "'"));
        return new MariaDbFault(
                "lock mariadb's accounts",
                cluster.mariaDb(),
                strike,
                accounts.stream()
                        .map(account -> "ALTER USER '" + account + "'@'%' ACCOUNT UNLOCK")
                        .toList());
    }

    @Override
    public void provoke() {
        Sql.run(server, strike);
    }

    @Override
    public void heal() {
        Sql.run(server, cure);
    }
}
