package dev.dewberry.bench.client;

import dev.dewberry.bench.wire.FrameWriter;

/// Writes the frames of message `n`, the same bytes each time: a repeated send must not differ from the first.
public interface Messages {
    FrameWriter writeSend(FrameWriter writer, int n);

    FrameWriter writeTyping(FrameWriter writer, int n);
}
