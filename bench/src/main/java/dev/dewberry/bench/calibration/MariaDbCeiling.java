package dev.dewberry.bench.calibration;

import dev.dewberry.bench.BenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Commits a second of a MariaDB of our own on the system's core, at the durability that Dewberry runs it with; the
/// statements come from MariaDB's command-line client on the generator's core.
final class MariaDbCeiling {
    private static final int TRIAL = 300;
    private static final double MEASURED_SECONDS = 3;
    private static final int ROWS = 100;
    private static final int BYTES = 200;

    private final Path folder;
    private final Path socket;

    private MariaDbCeiling(Path folder) throws IOException {
        this.folder = folder;
        // Socket paths are at most 107 characters long.
        this.socket = Files.createTempDirectory("dwb").resolve("s");
    }

    /// @return commits a second of single rows, rows a second in statements of 100
    static double[] measure(@Nullable Integer cpu, Path folder) throws IOException, InterruptedException {
        return new MariaDbCeiling(folder).measure(cpu);
    }

    private double[] measure(@Nullable Integer cpu) throws IOException, InterruptedException {
        Path data = folder.resolve("mariadb");
        List<String> user = "root".equals(System.getProperty("user.name")) ? List.of("--user=root") : List.of();
        var install = new ArrayList<>(List.of(
                "mariadb-install-db",
                "--no-defaults",
                "--datadir=" + data,
                "--auth-root-authentication-method=normal",
                "--skip-test-db"));
        install.addAll(user);
        run(install, null, folder.resolve("mariadb-install.log"));
        var command = new ArrayList<>(List.of(
                "mariadbd",
                "--no-defaults",
                "--datadir=" + data,
                "--socket=" + socket,
                "--skip-networking",
                "--innodb-buffer-pool-size=192M",
                "--innodb-flush-log-at-trx-commit=1"));
        command.addAll(user);
        try (var server = PinnedProcess.start(cpu, folder.resolve("mariadb.log"), command)) {
            awaitSocket();
            sql("CREATE DATABASE c; CREATE TABLE c.t (id BIGINT AUTO_INCREMENT PRIMARY KEY, v VARCHAR(255));\n", 60);
            double single = perSecond("INSERT INTO c.t (v) VALUES ('" + "x".repeat(BYTES) + "');\n");
            String rows = ",('" + "x".repeat(BYTES) + "')";
            double many = ROWS
                    * perSecond(
                            "INSERT INTO c.t (v) VALUES " + rows.repeat(ROWS).substring(1) + ";\n");
            return new double[] {single, many};
        }
    }

    /// Tries how long some take, then measures as many as take a few seconds: an SD card is a hundred times slower than
    /// a good disk.
    private double perSecond(String statement) throws IOException, InterruptedException {
        double trial = TRIAL / sql(statement.repeat(TRIAL), 300);
        int count = (int) Math.clamp(trial * MEASURED_SECONDS, TRIAL, 100_000);
        return count / sql(statement.repeat(count), 300);
    }

    private void awaitSocket() throws InterruptedException {
        for (int i = 0; i < 400 && !Files.exists(socket); i++) {
            // The server tells nobody that it is up; this is the bench's main thread, before anything is measured.
            Thread.sleep(50);
        }
    }

    private double sql(String statements, int seconds) throws IOException, InterruptedException {
        Path script = Files.writeString(folder.resolve("script.sql"), statements);
        long start = System.nanoTime();
        run(
                List.of("mariadb", "--no-defaults", "--socket=" + socket, "--user=root", "--skip-reconnect"),
                script,
                folder.resolve("mariadb-client.log"));
        double took = (System.nanoTime() - start) / 1e9;
        if (took > seconds) {
            throw new BenchException("MariaDB took " + took + " s");
        }
        return took;
    }

    private static void run(List<String> command, @Nullable Path input, Path log)
            throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        if (input != null) {
            builder.redirectInput(input.toFile());
        }
        Process process = builder.start();
        if (!process.waitFor(600, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroy();
            throw new BenchException(command.getFirst() + " failed: " + Files.readString(log));
        }
    }
}
