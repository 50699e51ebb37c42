package dev.dewberry.chat;

import dev.dewberry.client.ClientSettings;
import dev.dewberry.client.DewberryClient;
import java.io.IOException;
import java.time.ZoneId;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/// `./dewberry chat`.
public final class Main {

    private static final long SYNC_SECONDS = 10;

    private Main() {}

    public static void main(String[] arguments) throws IOException {
        Options options;
        try {
            options = Options.parse(arguments, System.getenv());
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.err.print(Options.USAGE);
            System.exit(2);
            return;
        }
        if (options.help()) {
            System.out.print(Options.USAGE);
            return;
        }
        try (Terminal terminal =
                TerminalBuilder.builder().name("dewberry").dumb(true).build()) {
            TerminalScreen screen = new TerminalScreen(terminal);
            boolean in = run(screen, options);
            screen.close();
            if (!in) {
                System.exit(1);
            }
        }
    }

    /// @return whether the user got in
    static boolean run(Screen screen, Options options) {
        Relay relay = new Relay();
        try (DewberryClient client = DewberryClient.builder(options.url())
                .device("Terminal", "chat")
                .settings(ClientSettings.DEFAULT)
                .listener(relay)
                .build()) {
            People people = new People(client.rest());
            Lines lines = new Lines(people, ZoneId.systemDefault());
            Chat chat = new Chat(screen, people, lines, client);
            SignIn signIn = new SignIn(screen, client);
            relay.to(new News(screen, lines, chat), signIn);
            if (!signIn.run(options)) {
                return false;
            }
            relay.awaitSync(SYNC_SECONDS);
            new Prompt(screen, chat, people, client).run();
            return true;
        }
    }
}
