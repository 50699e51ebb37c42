package dev.dewberry.bench;

import dev.dewberry.bench.scenario.Scenarios;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/// `bench/run SCENARIO [options]`.
public final class Main {
    private Main() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length == 0 || arguments[0].contains("help")) {
            System.out.print(Scenarios.list());
            return;
        }
        try {
            Options options = Options.parse(Arrays.copyOfRange(arguments, 1, arguments.length));
            Path repository = Path.of(System.getProperty("dewberry.home", "."))
                    .toAbsolutePath()
                    .normalize();
            boolean passed = new Run(arguments[0], options, repository).execute();
            System.exit(passed ? 0 : 1);
        } catch (BenchException e) {
            System.err.println("bench: " + e.getMessage());
            System.exit(2);
        }
    }
}
