package dev.dewberry.storage.hot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HotMemoryTest {

    @ParameterizedTest
    @CsvSource({"40,100,true", "44,100,true", "46,100,false", "100,100,false", "40000000,0,true", "60000000,0,false"})
    void shouldLeaveMoreThanHalfToTheStreams(long used, long most, boolean room) {
        String info = "# Memory\r\nused_memory:" + used + "\r\nused_memory_human:1K\r\nmaxmemory:" + most + "\r\n";

        assertThat(HotMemory.hasRoom(info)).isEqualTo(room);
    }
}
