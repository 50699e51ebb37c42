package dev.dewberry.auth.session;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/// An access token with its end, and the refresh token that gets the next one.
record TokenPair(String accessToken, Instant accessUntil, String refreshToken) {

    byte[] encoded() {
        byte[] refresh = refreshToken.getBytes(StandardCharsets.US_ASCII);
        byte[] access = accessToken.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(Long.BYTES + Short.BYTES + refresh.length + access.length)
                .putLong(accessUntil.toEpochMilli())
                .putShort((short) refresh.length)
                .put(refresh)
                .put(access)
                .array();
    }

    static TokenPair decoded(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        Instant until = Instant.ofEpochMilli(buffer.getLong());
        byte[] refresh = new byte[buffer.getShort()];
        buffer.get(refresh);
        byte[] access = new byte[buffer.remaining()];
        buffer.get(access);
        return new TokenPair(
                new String(access, StandardCharsets.US_ASCII), until, new String(refresh, StandardCharsets.US_ASCII));
    }

    /// Never the tokens.
    @Override
    public String toString() {
        return "TokenPair[until " + accessUntil + "]";
    }
}
