package dev.dewberry.bench.standin;

import java.util.concurrent.CountDownLatch;

/// Starts the stand-in by itself, to see what the generator can do: prints its address and runs until it is killed.
final class StandIn {
    private StandIn() {}

    public static void main(String[] arguments) throws InterruptedException {
        try (var server = new StandInServer(new Faults())) {
            System.out.println(server.base());
            new CountDownLatch(1).await();
        }
    }
}
