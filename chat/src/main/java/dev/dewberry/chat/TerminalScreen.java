package dev.dewberry.chat;

import java.time.Duration;
import java.util.List;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.Widget;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.Status;
import org.jspecify.annotations.Nullable;

/// A terminal by JLine: messages scroll above the line that is being typed. A dumb terminal gets plain lines.
final class TerminalScreen implements Screen {

    /// Typing is shown for six seconds to others, so this keeps it alive.
    private static final Duration TYPING_EVERY = Duration.ofSeconds(4);

    private final Terminal terminal;
    private final LineReader reader;
    private final @Nullable Status status;
    private long lastTyping;

    TerminalScreen(Terminal terminal) {
        this.terminal = terminal;
        reader = LineReaderBuilder.builder()
                .terminal(terminal)
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                // What was typed comes back as a message, in its place among the others.
                .option(LineReader.Option.ERASE_LINE_ON_FINISH, !isDumb(terminal))
                .build();
        status = isDumb(terminal) ? null : Status.getStatus(terminal);
    }

    private static boolean isDumb(Terminal terminal) {
        return terminal.getType().startsWith(Terminal.TYPE_DUMB);
    }

    Terminal terminal() {
        return terminal;
    }

    @Override
    public void line(String text) {
        reader.printAbove(text);
    }

    @Override
    public synchronized void status(String text) {
        if (status != null) {
            status.update(text.isEmpty() ? List.of() : List.of(new AttributedString(text)));
        }
    }

    @Override
    public @Nullable String read(String prompt) {
        while (true) {
            try {
                return reader.readLine(prompt);
            } catch (UserInterruptException interrupt) {
                // As in a shell: the first Ctrl-C drops what was typed, one on an empty line leaves.
                if (interrupt.getPartialLine().isEmpty()) {
                    return null;
                }
            } catch (EndOfFileException end) {
                return null;
            }
        }
    }

    @Override
    public @Nullable String readHidden(String prompt) {
        try {
            return reader.readLine(prompt, '\0');
        } catch (EndOfFileException | UserInterruptException leave) {
            return null;
        }
    }

    @Override
    public void onTyping(Runnable typing) {
        Widget insert = reader.getBuiltinWidgets().get(LineReader.SELF_INSERT);
        if (insert == null) {
            return;
        }
        reader.getWidgets().put(LineReader.SELF_INSERT, () -> {
            long now = System.nanoTime();
            boolean isMessage =
                    reader.getBuffer().length() > 0 && reader.getBuffer().atChar(0) != '/';
            if (isMessage && (lastTyping == 0 || now - lastTyping > TYPING_EVERY.toNanos())) {
                lastTyping = now;
                typing.run();
            }
            return insert.apply();
        });
    }

    void close() {
        if (status != null) {
            status.update(List.of());
        }
        terminal.writer().flush();
    }
}
