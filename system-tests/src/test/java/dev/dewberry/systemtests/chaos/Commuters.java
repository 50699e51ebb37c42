package dev.dewberry.systemtests.chaos;

import dev.dewberry.systemtests.traffic.Sender;
import java.time.Duration;
import java.util.List;

/// Users who come and go all the time and write nothing: what they hear they hear by catching up, faults or not.
final class Commuters implements AutoCloseable {

    private static final Duration AWAY = Duration.ofMillis(700);
    private static final Duration HERE = Duration.ofMillis(1_300);

    private final List<Sender> commuters;
    private final Thread thread;

    Commuters(List<Sender> commuters) {
        this.commuters = List.copyOf(commuters);
        thread = Thread.ofVirtual().unstarted(this::commute);
    }

    void start() {
        thread.start();
    }

    private void commute() {
        try {
            while (true) {
                for (Sender one : commuters) {
                    one.leave();
                    Thread.sleep(AWAY);
                    one.comeBack();
                    Thread.sleep(HERE);
                }
            }
        } catch (InterruptedException enough) {
            commuters.forEach(Sender::comeBack);
        }
    }

    /// They stay from now on.
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
