package dev.dewberry.chat;

import dev.dewberry.protocol.Content;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.frame.Event;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Collectors;

/// Events as lines of text.
final class Lines {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm");

    private final People people;
    private final ZoneId zone;

    Lines(People people, ZoneId zone) {
        this.people = people;
        this.zone = zone;
    }

    String event(Event event, boolean own) {
        String time = TIME.format(Instant.ofEpochMilli(event.at()).atZone(zone));
        String from = own ? "you" : people.label(event.from());
        return time + " " + from + separator(event.content()) + content(event);
    }

    /// One line for a list or a notice.
    String content(Event event) {
        return switch (event.content()) {
            case Content.Text text -> printable(text.text());
            case Content.Custom custom -> "[" + printable(custom.name()) + "]";
            case Content.Member member -> member(member, event);
            case Content.Group group ->
                group.name() == null ? "changed the group" : "named the group \"" + printable(group.name()) + "\"";
            case Content.Gone gone -> "(" + gone.reason() + ")";
            case Content.Unknown unknown -> "[" + printable(unknown.kind()) + "]";
        };
    }

    private static String separator(Content content) {
        return switch (content) {
            case Content.Member member -> " ";
            case Content.Group group -> " ";
            case Content.Text text -> ": ";
            case Content.Custom custom -> ": ";
            case Content.Gone gone -> ": ";
            case Content.Unknown unknown -> ": ";
        };
    }

    private String member(Content.Member member, Event event) {
        boolean oneself = event.from() != null && member.users().equals(List.of(event.from()));
        String users = member.users().stream().map(this::name).collect(Collectors.joining(", "));
        return switch (member.change()) {
            case "join" -> oneself ? "joined" : "let " + users + " join";
            case "invite" -> "added " + users;
            case "leave" -> "left";
            case "remove" -> "removed " + users;
            default -> "changed " + users;
        };
    }

    private String name(UserId user) {
        return people.label(user);
    }

    /// Control characters in somebody else's text could take over the terminal, and those that turn the direction of
    /// writing could make a line look like another one. Joiners stay: emoji are made of them.
    static String printable(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints().forEach(character -> {
            if (character == '\n') {
                clean.append("\n      ");
            } else if (character == '\t' || !isUnwelcome(character)) {
                clean.appendCodePoint(character);
            } else {
                clean.append('\u00b7');
            }
        });
        return clean.toString();
    }

    private static boolean isUnwelcome(int character) {
        return Character.isISOControl(character)
                || character >= 0x202a && character <= 0x202e
                || character >= 0x2066 && character <= 0x2069
                || character == 0x2028
                || character == 0x2029;
    }
}
