package dev.dewberry.systemtests.chaos;

import dev.dewberry.systemtests.cluster.DewberryCluster;
import dev.dewberry.systemtests.cluster.ServiceProcess;
import dev.dewberry.systemtests.cluster.Signals;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/// A process that faults are made of.
///
/// @param kind the name without the number of the replica
/// @param promise when it is gone
/// @param start returns when it answers, where it is a store
record Victim(
        String name, String kind, Promise promise, LongSupplier pid, Runnable kill, Runnable stop, Runnable start) {

    static Victim of(ServiceProcess process) {
        return new Victim(
                process.toString(),
                process.role().label(),
                Promise.REPLACED,
                process::pid,
                process::kill,
                process::stop,
                process::start);
    }

    static Victim mariaDb(DewberryCluster cluster) {
        var server = cluster.mariaDb();
        return new Victim("mariadb", "mariadb", Promise.MENDED, server::pid, server::kill, server::stop, server::start);
    }

    static Victim redis(DewberryCluster cluster) {
        var server = cluster.redis();
        return new Victim("redis", "redis", Promise.MENDED, server::pid, server::kill, server::stop, server::start);
    }

    static List<Victim> all(DewberryCluster cluster) {
        List<Victim> all = new ArrayList<>();
        cluster.processes().forEach(process -> all.add(of(process)));
        all.add(mariaDb(cluster));
        all.add(redis(cluster));
        return all;
    }

    /// Whether another one does its work when it is gone.
    boolean replicated() {
        return promise == Promise.REPLACED;
    }

    void freeze() {
        Signals.send(pid.getAsLong(), "STOP");
    }

    void thaw() {
        Signals.send(pid.getAsLong(), "CONT");
    }
}
