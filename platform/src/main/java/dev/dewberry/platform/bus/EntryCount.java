package dev.dewberry.platform.bus;

/// How many entries of each stream one read takes. An entry holds from one record to 64 of them, as many as had
/// gathered for who wrote it. With quick writers and a reader whose turns take long, as behind an SD card that needs
/// 10 ms for each commit, entries have one or two, and a fixed number of them holds the reader back: 1,900 messages a
/// second where the core could do a quarter more. So of nearly empty ones more are taken. Not thread-safe.
final class EntryCount {

    private static final int TIMES = 4;
    /// Records of a nearly empty entry: more of these come to no more than full ones do.
    private static final int FEW = StreamWriter.ENTRY_RECORDS / TIMES;

    private final int least;
    private int now;

    /// @param least of full entries
    EntryCount(int least) {
        this.least = least;
        this.now = least;
    }

    int now() {
        return now;
    }

    /// So many records were in the entries of one read.
    void read(int entries, int records) {
        now = records <= entries * FEW ? least * TIMES : least;
    }
}
