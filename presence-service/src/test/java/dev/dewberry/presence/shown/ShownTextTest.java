package dev.dewberry.presence.shown;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dewberry.presence.board.Shown;
import dev.dewberry.presence.board.Status;
import org.junit.jupiter.api.Test;

class ShownTextTest {

    @Test
    void aStatusWithoutTextIsOneWord() {
        assertThat(ShownText.write(Shown.of(Status.ONLINE))).isEqualTo("online");
        assertThat(ShownText.read("online")).isEqualTo(Shown.of(Status.ONLINE));
    }

    @Test
    void aTextMayHaveSpacesAndLines() {
        Shown shown = new Shown(Status.AWAY, " back at 2\nor 3 ", "gw7");

        assertThat(ShownText.write(shown)).isEqualTo("away gw7  back at 2\nor 3 ");
        assertThat(ShownText.read(ShownText.write(shown))).isEqualTo(shown);
    }

    @Test
    void anEmptyTextIsAText() {
        Shown shown = new Shown(Status.AWAY, "", "gw7");

        assertThat(ShownText.read(ShownText.write(shown))).isEqualTo(shown);
    }
}
