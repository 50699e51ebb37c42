package dev.dewberry.chat;

import dev.dewberry.client.ConnectionState;
import dev.dewberry.client.Credentials;
import dev.dewberry.client.DewberryClient;
import dev.dewberry.client.DewberryException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/// Gets the user in: asks for the name and the password, and offers to register. On the terminal's thread; states
/// are put in by the client's.
final class SignIn {

    private final Screen screen;
    private final DewberryClient client;
    private final BlockingQueue<ConnectionState> states = new LinkedBlockingQueue<>();

    SignIn(Screen screen, DewberryClient client) {
        this.screen = screen;
        this.client = client;
    }

    void onState(ConnectionState state) {
        states.add(state);
    }

    /// @return whether the user is in
    boolean run(Options options) {
        String user = options.user() == null ? screen.read("Username: ") : options.user();
        String given = options.password();
        while (user != null && !user.isBlank()) {
            String password = given == null ? screen.readHidden("Password for " + user + ": ") : given;
            if (password == null) {
                return false;
            }
            if (signedIn(user, password)) {
                return true;
            }
            String answer = screen.read("Wrong password, or no such account. [t]ry again, [r]egister "
                    + user
                    + " with this password, [q]uit: ");
            if (answer == null || answer.startsWith("q")) {
                return false;
            }
            if (answer.startsWith("r") && registered(user, password) && signedIn(user, password)) {
                return true;
            }
            given = null;
        }
        return false;
    }

    private boolean registered(String user, String password) {
        try {
            Waiting.of(client.rest().register(user, password, null));
            return true;
        } catch (DewberryException e) {
            screen.line("(" + e.getMessage() + ")");
            return false;
        }
    }

    private boolean signedIn(String user, String password) {
        states.clear();
        client.connect(Credentials.password(user, password));
        boolean told = false;
        while (true) {
            ConnectionState state = next();
            if (state == null || state == ConnectionState.SIGN_IN_NEEDED || state == ConnectionState.BANNED) {
                return false;
            }
            if (state == ConnectionState.ONLINE) {
                return true;
            }
            if (state == ConnectionState.WAITING && !told) {
                told = true;
                screen.line("(the server does not answer yet, trying on; Ctrl-C ends)");
            }
        }
    }

    private @Nullable ConnectionState next() {
        try {
            return states.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}
