package dev.dewberry.chat;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the command line and the environment ask for.
///
/// @param user asked for where it is `null`
/// @param password asked for where it is `null`
record Options(String url, @Nullable String user, @Nullable String password, boolean help) {

    static final String USAGE = """
            Usage: chat [--user NAME] [--url URL]

              --user NAME   who you are; asked for if it is missing
              --url URL     the server (http://127.0.0.1:$DEWBERRY_PORT)

            The password is asked for, or taken from DEWBERRY_PASSWORD.
            """;

    /// @throws IllegalArgumentException with a sentence for the user
    static Options parse(String[] arguments, Map<String, String> environment) {
        String url = "http://127.0.0.1:" + environment.getOrDefault("DEWBERRY_PORT", "8080");
        String user = null;
        boolean help = false;
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--help", "-h" -> help = true;
                case "--user" -> user = value(arguments, ++i);
                // The launcher says "server".
                case "--url", "--server" -> url = value(arguments, ++i);
                default -> throw new IllegalArgumentException("Unknown option " + arguments[i]);
            }
        }
        return new Options(url, user, environment.get("DEWBERRY_PASSWORD"), help);
    }

    private static String value(String[] arguments, int index) {
        if (index >= arguments.length) {
            throw new IllegalArgumentException(arguments[index - 1] + " needs a value");
        }
        return arguments[index];
    }

    @Override
    public String toString() {
        return "Options[" + url + ", " + user + "]";
    }
}
