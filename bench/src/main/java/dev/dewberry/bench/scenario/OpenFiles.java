package dev.dewberry.bench.scenario;

import dev.dewberry.bench.BenchException;
import dev.dewberry.bench.system.ProcFiles;
import dev.dewberry.bench.system.ServerProcess;
import dev.dewberry.bench.system.SystemUnderTest;

/// Each connection is an open file of the generator and of the gateway. A run that would meet the bound is not begun:
/// its figures would show the bound.
final class OpenFiles {
    private static final int OTHERS = 200;

    private OpenFiles() {}

    static void check(SystemUnderTest system, int connections) {
        var proc = new ProcFiles();
        check("the generator", proc.openFilesLimit(ProcessHandle.current().pid()), connections);
        for (ServerProcess process : system.processes()) {
            if (process.role().contains("gateway")) {
                check(process.role(), proc.openFilesLimit(process.pid()), connections);
            }
        }
    }

    private static void check(String who, long limit, int connections) {
        int needed = connections + OTHERS;
        if (limit > 0 && limit < needed) {
            throw new BenchException("%d connections need %d open files, and %s may have %d: raise it (ulimit -n %d)"
                    .formatted(connections, needed, who, limit, needed));
        }
    }
}
