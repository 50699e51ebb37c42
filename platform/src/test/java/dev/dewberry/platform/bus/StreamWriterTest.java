package dev.dewberry.platform.bus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StreamWriterTest {

    @Test
    void recordsArePackedIntoEntriesOfAtMost64() {
        List<String> records = IntStream.range(0, 130).mapToObj(i -> "r" + i).toList();
        List<String> entries = StreamWriter.entries(records);
        assertThat(entries).hasSize(3);
        assertThat(String.join("\n", entries)).isEqualTo(String.join("\n", records));
    }

    @Test
    void anEntryStaysBelowItsSizeUnlessOneRecordIsLarger() {
        String large = "x".repeat(60 * 1024);
        assertThat(StreamWriter.entries(List.of("a", large, large, "b"))).containsExactly("a\n" + large, large + "\nb");
        assertThat(StreamWriter.entries(List.of(large + large, "b"))).containsExactly(large + large, "b");
    }

    @Test
    void theIdAfterIsTheNextInTheSameMillisecond() {
        assertThat(StreamTrimmer.after("1700000000000-9")).isEqualTo("1700000000000-10");
        assertThat(StreamTrimmer.after("5-0")).isEqualTo("5-1");
    }

    @Test
    void theRunIdIsFoundAmongTheInfo() {
        assertThat(StreamReader.runIdOf("# Server\r\nredis_version:7.0\r\nrun_id:abc\r\n"))
                .isEqualTo("abc");
    }
}
