package dev.dewberry.gateway.socket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.AbstractReferenceCounted;
import io.netty.util.ReferenceCounted;
import org.jspecify.annotations.Nullable;

/// One frame for many sockets, encoded once, and once more compressed where some socket has that. Counted:
/// who hands it to another thread retains it first. The bytes are never changed.
public final class SharedFrame extends AbstractReferenceCounted {

    private final ByteBuf plain;
    private final @Nullable ByteBuf deflated;

    private SharedFrame(ByteBuf plain, @Nullable ByteBuf deflated) {
        this.plain = plain;
        this.deflated = deflated;
    }

    /// @param plain taken over
    /// @param deflate `null` where no socket has compression
    /// @param minBytes frames below this are not worth compressing
    public static SharedFrame of(ByteBufAllocator allocator, ByteBuf plain, @Nullable Deflate deflate, int minBytes) {
        boolean worth = deflate != null && plain.readableBytes() >= minBytes;
        return new SharedFrame(plain, worth && deflate != null ? deflate.deflate(allocator, plain) : null);
    }

    /// The bytes for one socket, which releases them.
    ByteBuf bytes(boolean compressed) {
        return compressed && deflated != null ? deflated.retainedDuplicate() : plain.retainedDuplicate();
    }

    @Override
    protected void deallocate() {
        plain.release();
        if (deflated != null) {
            deflated.release();
        }
    }

    @Override
    public ReferenceCounted touch(Object hint) {
        return this;
    }
}
