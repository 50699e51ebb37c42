package dev.dewberry.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CommandTest {

    @Test
    void takesALineWithoutASlashForAMessage() {
        assertThat(Command.parse("  hello there ")).isEqualTo(new Command.Say("hello there"));
        assertThat(Command.parse("//etc/hosts")).isEqualTo(new Command.Say("/etc/hosts"));
        assertThat(Command.parse("")).isEqualTo(new Command.Say(""));
    }

    @Test
    void readsTheNameAndTheMembersOfAGroup() {
        assertThat(Command.parse("/group \"Night shift\" ann bob"))
                .isEqualTo(new Command.NewGroup("Night shift", List.of("ann", "bob")));
        assertThat(Command.parse("/group team ann")).isEqualTo(new Command.NewGroup("team", List.of("ann")));
        assertThat(Command.parse("/group team")).isEqualTo(new Command.NewGroup("team", List.of()));
        assertThat(Command.parse("/group")).isInstanceOf(Command.Wrong.class);
    }

    @Test
    void readsHowManyOlderMessagesAreWanted() {
        assertThat(Command.parse("/older")).isEqualTo(new Command.Older(20));
        assertThat(Command.parse("/older 50")).isEqualTo(new Command.Older(50));
        assertThat(Command.parse("/older 0")).isInstanceOf(Command.Wrong.class);
        assertThat(Command.parse("/older many")).isInstanceOf(Command.Wrong.class);
    }

    @Test
    void saysWhatItDoesNotKnow() {
        assertThat(Command.parse("/dance")).isEqualTo(new Command.Wrong("There is no /dance; see /help"));
        assertThat(Command.parse("/open")).isInstanceOf(Command.Wrong.class);
    }

    @Test
    void knowsEveryCommandOfItsHelp() {
        Command.HELP
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith("/") && !line.startsWith("//"))
                .forEach(line -> {
                    String word = line.split("[ ,]")[0];
                    assertThat(Command.parse(word + " x")).as(word).isNotInstanceOf(Command.Say.class);
                    if (Command.parse(word + " x") instanceof Command.Wrong wrong) {
                        assertThat(wrong.reason()).as(word).doesNotContain("There is no");
                    }
                });
    }
}
