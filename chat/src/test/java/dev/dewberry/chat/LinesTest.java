package dev.dewberry.chat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LinesTest {

    @Test
    void letsNobodyTakeOverTheTerminal() {
        assertThat(Lines.printable("red \u001b[31m text\u0007")).isEqualTo("red ·[31m text·");
    }

    @Test
    void letsNobodyTurnTheDirectionOfALine() {
        assertThat(Lines.printable("abc\u202edcba\u2066x")).isEqualTo("abc·dcba·x");
    }

    @Test
    void keepsFamiliesTogether() {
        assertThat(Lines.printable("👩\u200d👧 汉字")).isEqualTo("👩\u200d👧 汉字");
    }

    @Test
    void keepsLinesAndEmoji() {
        assertThat(Lines.printable("one\ntwo 🍇")).isEqualTo("one\n      two 🍇");
    }
}
