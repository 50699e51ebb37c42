package dev.dewberry.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.impl.DumbTerminal;
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
}
