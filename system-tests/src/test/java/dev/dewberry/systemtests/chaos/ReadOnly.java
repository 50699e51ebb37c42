package dev.dewberry.systemtests.chaos;

import dev.dewberry.testsupport.LocalMariaDb;

/// MariaDB takes no writes, as one that has become a replica.
record ReadOnly(LocalMariaDb server) implements Fault {

    @Override
    public String name() {
        return "make mariadb read-only";
    }

    @Override
    public void provoke() {
        Sql.run(server, "SET GLOBAL read_only = ON");
    }

    @Override
    public void heal() {
        Sql.run(server, "SET GLOBAL read_only = OFF");
    }
}
