package dev.dewberry.chat;

import dev.dewberry.client.ConnectionState;
import dev.dewberry.client.DewberryClient;
import dev.dewberry.client.DewberryException;
import dev.dewberry.client.UserProfile;
import dev.dewberry.protocol.Content;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.frame.ClientFrame.Target;
import dev.dewberry.protocol.frame.ConversationItem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Reads lines until the user leaves, and does what they say. On the terminal's thread.
final class Prompt {

    private static final long LAST_SENDS_SECONDS = 5;

    private final Screen screen;
    private final Chat chat;
    private final People people;
    private final DewberryClient client;
    private List<ConversationId> listed = List.of();
    /// Complete when there is an answer for each send so far.
    private CompletableFuture<Boolean> sent = CompletableFuture.completedFuture(true);

    Prompt(Screen screen, Chat chat, People people, DewberryClient client) {
        this.screen = screen;
        this.chat = chat;
        this.people = people;
        this.client = client;
        screen.onTyping(() -> {
            ConversationId open = chat.open();
            if (open != null) {
                client.typing(open, true);
            }
        });
    }

    void run() {
        list();
        screen.line("Type /help for what you can do.");
        boolean goesOn = true;
        while (goesOn) {
            ConversationId open = chat.open();
            String line = screen.read(open == null ? "> " : chat.title(open) + "> ");
            goesOn = line != null && obey(line);
        }
        awaitSends();
    }

    /// What was typed last is on its way still, above all where the lines come out of a pipe.
    private void awaitSends() {
        try {
            boolean unused = sent.get(LAST_SENDS_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            screen.line("(some messages were not sent: there was no answer from the server)");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean obey(String line) {
        try {
            return obey(Command.parse(line));
        } catch (DewberryException e) {
            screen.line("(that did not work: " + e.getMessage() + ")");
            return true;
        }
    }

    private boolean obey(Command command) {
        switch (command) {
            case Command.Say say -> say(say.text());
            case Command.ListAll all -> list();
            case Command.Open open -> open(open.which());
            case Command.Older older -> inOpen(id -> chat.older(id, older.count()));
            case Command.Find find -> find(find.text());
            case Command.NewGroup group -> newGroup(group);
            case Command.Add add ->
                inGroup(id -> withUser(
                        add.username(), user -> Waiting.of(client.rest().addMember(id, user.id()))));
            case Command.Remove remove ->
                inGroup(id -> withUser(
                        remove.username(), user -> Waiting.of(client.rest().removeMember(id, user.id()))));
            case Command.Leave leave ->
                inGroup(id -> {
                    Waiting.of(client.rest().removeMember(id, chat.me()));
                    chat.left(id);
                });
            case Command.Who who -> inOpen(this::who);
            case Command.Away away -> client.status("away", away.text());
            case Command.Back back -> client.status("online", null);
            case Command.Help help -> screen.line(Command.HELP);
            case Command.Wrong wrong -> screen.line("(" + wrong.reason() + ")");
            case Command.Quit quit -> {
                return false;
            }
        }
        return true;
    }

    private void say(String text) {
        if (text.isEmpty()) {
            return;
        }
        inOpen(id -> {
            if (client.state() != ConnectionState.ONLINE) {
                screen.line("(will be sent when the connection is back)");
            }
            // Why one is refused is told to the listener.
            sent = client.send(new Target.ToConversation(id), Content.Text.of(text))
                    .handle((receipt, failure) -> true)
                    .thenCombine(sent, (done, before) -> true);
        });
    }

    private void list() {
        record Row(ConversationId id, long unread) {}
        List<Row> rows = chat.conversations().map(conversation -> new Row(conversation.id, conversation.unread));
        listed = rows.stream().map(Row::id).toList();
        screen.line("");
        if (rows.isEmpty()) {
            screen.line("No conversations yet. /find somebody, or /open a username.");
        }
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            String unread = row.unread() == 0 ? "" : "  (" + row.unread() + " unread)";
            screen.line("%3d  %s%s".formatted(i + 1, chat.title(row.id()), unread));
        }
    }

    private void open(String which) {
        ConversationId known = byNumberOrName(which);
        if (known != null) {
            chat.open(known);
            return;
        }
        withUser(which, user -> chat.open(ConversationId.direct(chat.me(), user.id())));
    }

    private @Nullable ConversationId byNumberOrName(String which) {
        if (which.matches("\\d{1,4}")) {
            int number = Integer.parseInt(which);
            return number >= 1 && number <= listed.size() ? listed.get(number - 1) : null;
        }
        String wanted = which.toLowerCase(Locale.ROOT);
        List<ConversationId> all = chat.conversations().map(conversation -> conversation.id);
        List<ConversationId> partly = new ArrayList<>();
        for (ConversationId id : all) {
            String title = chat.title(id).toLowerCase(Locale.ROOT);
            if (title.equals(wanted)) {
                return id;
            }
            if (title.contains(wanted)) {
                partly.add(id);
            }
        }
        return partly.size() == 1 && people.named(which).isEmpty() ? partly.getFirst() : null;
    }

    private void find(String text) {
        List<UserProfile> found = Waiting.of(client.rest().findUsers(text));
        screen.line(found.isEmpty() ? "Nobody found." : "/open the username of one of these:");
        for (UserProfile profile : found) {
            people.met(profile);
            screen.line("     " + profile.username() + "  " + Lines.printable(profile.label()));
        }
    }

    private void newGroup(Command.NewGroup group) {
        List<UserId> members = new ArrayList<>();
        for (String username : group.usernames()) {
            Optional<UserProfile> user = people.named(username);
            if (user.isEmpty()) {
                screen.line("(there is no user " + username + ")");
                return;
            }
            members.add(user.get().id());
        }
        ConversationId id = Waiting.of(client.rest()
                .createGroup(group.name(), members, UUID.randomUUID().toString()));
        chat.conversations().with(id, conversation -> {
            conversation.name = group.name();
            return conversation;
        });
        chat.open(id);
    }

    private void who(ConversationId id) {
        List<ConversationItem.MemberMark> marks =
                chat.conversations().with(id, conversation -> List.copyOf(conversation.marks.values()));
        long head = chat.conversations().with(id, conversation -> conversation.headSeq);
        if (marks.isEmpty()) {
            screen.line("     (nobody has told how far he has read)");
        }
        for (ConversationItem.MemberMark mark : marks) {
            String read = mark.read() >= head ? "has read everything" : "has read up to message " + mark.read();
            screen.line("     " + people.label(mark.user()) + " " + read);
        }
    }

    private void withUser(String username, Consumer<UserProfile> work) {
        people.named(username)
                .ifPresentOrElse(
                        user -> {
                            people.met(user);
                            work.accept(user);
                        },
                        () -> screen.line("(there is no user " + username + "; /find looks for parts of names)"));
    }

    private void inOpen(Consumer<ConversationId> work) {
        ConversationId open = chat.open();
        if (open == null) {
            screen.line("(open a conversation first: /list, then /open NUMBER)");
        } else {
            work.accept(open);
        }
    }

    private void inGroup(Consumer<ConversationId> work) {
        inOpen(id -> {
            if (id.isDirect()) {
                screen.line("(this is not a group)");
            } else {
                work.accept(id);
            }
        });
    }
}
