package dev.dewberry.chat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LinesTest {

    @Test
    void letsNobodyTakeOverTheTerminal() {
        assertThat(Lines.printable("red \u001b[31m text\u0007")).isEqualTo("red ·[31m text·");
    }

    @Test
    void keepsLinesAndEmoji() {
        assertThat(Lines.printable("one\ntwo 🍇")).isEqualTo("one\n      two 🍇");
    }
}
