package dev.dewberry.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a typed line asks for.
sealed interface Command {

    record Say(String text) implements Command {}

    record ListAll() implements Command {}

    /// @param which a number of the list, a username, or a part of a name
    record Open(String which) implements Command {}

    record Older(int count) implements Command {}

    record Find(String text) implements Command {}

    record NewGroup(String name, List<String> usernames) implements Command {}

    record Add(String username) implements Command {}

    record Remove(String username) implements Command {}

    record Leave() implements Command {}

    record Who() implements Command {}

    record Away(@Nullable String text) implements Command {}

    record Back() implements Command {}

    record Help() implements Command {}

    record Quit() implements Command {}

    record Wrong(String reason) implements Command {}

    String HELP = """
            /list                  your conversations, with unread counts
            /open NUMBER or NAME   go into one; the name of a person starts one
            /older [COUNT]         earlier messages
            /find TEXT             find people
            /group "NAME" USER...  new group
            /add USER, /remove USER, /leave    members of this group
            /who                   who has read how far
            /away [TEXT], /back    your status
            /quit                  leave the chat (also Ctrl-D)
            //text                 a message that begins with /
            """;

    static Command parse(String line) {
        String text = line.strip();
        if (!text.startsWith("/") || text.startsWith("//")) {
            return new Say(text.startsWith("//") ? text.substring(1) : text);
        }
        int space = text.indexOf(' ');
        String name = space < 0 ? text : text.substring(0, space);
        String rest = space < 0 ? "" : text.substring(space).strip();
        return switch (name) {
            case "/list", "/l" -> new ListAll();
            case "/open", "/o" -> rest.isEmpty() ? new Wrong("/open NUMBER or NAME") : new Open(rest);
            case "/older", "/history" -> older(rest);
            case "/find" -> rest.isEmpty() ? new Wrong("/find TEXT") : new Find(rest);
            case "/group" -> group(rest);
            case "/add" -> rest.isEmpty() ? new Wrong("/add USER") : new Add(rest);
            case "/remove" -> rest.isEmpty() ? new Wrong("/remove USER") : new Remove(rest);
            case "/leave" -> new Leave();
            case "/who" -> new Who();
            case "/away" -> new Away(rest.isEmpty() ? null : rest);
            case "/back" -> new Back();
            case "/help", "/?" -> new Help();
            case "/quit", "/q", "/exit" -> new Quit();
            default -> new Wrong("There is no " + name + "; see /help");
        };
    }

    private static Command older(String rest) {
        if (rest.isEmpty()) {
            return new Older(20);
        }
        return rest.matches("[1-9]\\d{0,2}") ? new Older(Integer.parseInt(rest)) : new Wrong("/older COUNT");
    }

    private static Command group(String rest) {
        String name;
        String members;
        int end = rest.startsWith("\"") ? rest.indexOf('"', 1) : rest.indexOf(' ');
        if (rest.startsWith("\"") && end > 0) {
            name = rest.substring(1, end);
            members = rest.substring(end + 1).strip();
        } else {
            name = end < 0 ? rest : rest.substring(0, end);
            members = end < 0 ? "" : rest.substring(end).strip();
        }
        if (name.isBlank()) {
            return new Wrong("/group \"NAME\" USER...");
        }
        return new NewGroup(name, members.isEmpty() ? List.of() : List.of(members.split("\\s+")));
    }
}
