package dev.dewberry.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.DumbTerminal;
import org.jline.terminal.impl.ExternalTerminal;
import org.junit.jupiter.api.Test;

class TerminalScreenTest {

    private final ByteArrayOutputStream output = new ByteArrayOutputStream();

    private TerminalScreen screen(String typed) throws IOException {
        Terminal terminal = new DumbTerminal(
                "test",
                Terminal.TYPE_DUMB,
                new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8)),
                output,
                StandardCharsets.UTF_8);
        terminal.setSize(new Size(80, 24));
        return new TerminalScreen(terminal);
    }

    private String shown() {
        return output.toString(StandardCharsets.UTF_8);
    }

    @Test
    void readsLinesUntilTheInputEnds() throws IOException {
        TerminalScreen screen = screen("hello\n/quit\n");

        assertThat(screen.read("> ")).isEqualTo("hello");
        assertThat(screen.read("> ")).isEqualTo("/quit");
        assertThat(screen.read("> ")).isNull();
    }

    @Test
    void doesNotShowAPassword() throws IOException {
        TerminalScreen screen = screen("s3cret\n");

        assertThat(screen.readHidden("Password: ")).isEqualTo("s3cret");
        assertThat(shown()).doesNotContain("s3cret");
    }

    @Test
    void showsLinesAndNoStateLine() throws IOException {
        TerminalScreen screen = screen("");
        screen.line("12:00 bob: hi");
        screen.status("online");
        screen.close();

        assertThat(shown()).contains("12:00 bob: hi").doesNotContain("online");
    }

    @Test
    void tellsOnceThatSomebodyTypesAMessageAndNotThatHeTypesACommand() throws IOException {
        int[] told = new int[1];
        TerminalScreen screen = screen("/list\nhello there\n");
        screen.onTyping(() -> told[0]++);

        screen.read("> ");
        assertThat(told[0]).isZero();
        screen.read("> ");
        assertThat(told[0]).isEqualTo(1);
    }

    /// A terminal on which somebody types while things happen.
    private void typing(BiConsumer<TerminalScreen, PipedOutputStream> story) throws IOException {
        try (PipedOutputStream keys = new PipedOutputStream();
                Terminal terminal = new ExternalTerminal(
                        "test", "xterm", new PipedInputStream(keys), output, StandardCharsets.UTF_8)) {
            terminal.setSize(new Size(80, 24));
            story.accept(new TerminalScreen(terminal), keys);
        }
    }

    private static void type(PipedOutputStream keys, String text) {
        try {
            keys.write(text.getBytes(StandardCharsets.UTF_8));
            keys.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void waitFor(String text, int times) {
        for (int i = 0; i < 500 && shown().split(Pattern.quote(text), -1).length <= times; i++) {
            LockSupport.parkNanos(10_000_000);
        }
        assertThat(shown()).contains(text);
    }

    @Test
    void keepsWhatIsBeingTypedWhenAMessageArrives() throws IOException {
        typing((screen, keys) -> {
            CompletableFuture<String> line = CompletableFuture.supplyAsync(() -> screen.read("> "));
            type(keys, "hel");
            waitFor("l", 1);
            screen.line("12:00 bob: 你好 🍇");
            screen.status("online | bob is typing…");
            waitFor("你好 🍇", 1);
            type(keys, "lo 汉字\r");

            assertThat(line.completeOnTimeout("nothing", 5, TimeUnit.SECONDS).join())
                    .isEqualTo("hello 汉字");
        });
    }

    @Test
    void dropsTheLineAtCtrlCAndLeavesAtTheNext() throws IOException {
        typing((screen, keys) -> {
            CompletableFuture<String> line = CompletableFuture.supplyAsync(() -> screen.read("> "));
            type(keys, "half");
            waitFor("f", 1);
            type(keys, "\u0003");
            waitFor("> ", 2);
            type(keys, "whole\r");
            assertThat(line.completeOnTimeout("nothing", 5, TimeUnit.SECONDS).join())
                    .isEqualTo("whole");

            CompletableFuture<String> next = CompletableFuture.supplyAsync(() -> screen.read("? "));
            waitFor("? ", 1);
            type(keys, "\u0003");
            assertThat(next.completeOnTimeout("nothing", 5, TimeUnit.SECONDS).join())
                    .isNull();
        });
    }

    @Test
    void endsAtCtrlD() throws IOException {
        typing((screen, keys) -> {
            CompletableFuture<String> line = CompletableFuture.supplyAsync(() -> screen.read("> "));
            waitFor("> ", 1);
            type(keys, "\u0004");

            assertThat(line.completeOnTimeout("nothing", 5, TimeUnit.SECONDS).join())
                    .isNull();
        });
    }

    @Test
    void goesOnAfterTheWindowWasResized() throws IOException {
        typing((screen, keys) -> {
            CompletableFuture<String> line = CompletableFuture.supplyAsync(() -> screen.read("> "));
            type(keys, "long ".repeat(10));
            waitFor("g", 10);
            Terminal terminal = screen.terminal();
            terminal.setSize(new Size(20, 8));
            terminal.raise(Terminal.Signal.WINCH);
            screen.line("12:01 bob: still here");
            type(keys, "end\r");

            assertThat(line.completeOnTimeout("nothing", 5, TimeUnit.SECONDS).join())
                    .endsWith("long end");
        });
    }
}
