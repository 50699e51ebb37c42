package dev.dewberry.bench.client;

import dev.dewberry.bench.wire.FrameWriter;

/// For swarms that only connect.
final class NoMessages implements Messages {
    @Override
    public FrameWriter writeSend(FrameWriter writer, int n) {
        throw new IllegalStateException("this swarm sends nothing");
    }

    @Override
    public FrameWriter writeTyping(FrameWriter writer, int n) {
        throw new IllegalStateException("this swarm sends nothing");
    }
}
