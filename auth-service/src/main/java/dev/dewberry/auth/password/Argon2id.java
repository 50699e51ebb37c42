package dev.dewberry.auth.password;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.Blake2bDigest;

/// Argon2id, version 1.3 (RFC 9106), in one array that is used again. Bouncy Castle makes 20,000 small objects for
/// each hash, 20 MB of garbage, by which a service that signs many people in grows to the largest heap that it may
/// have. Not thread-safe; wipe it with [#wipe()] after use.
///
/// Names of variables are those of the RFC.
final class Argon2id {

    /// Longs of a block of 1 KiB.
    private static final int BLOCK = 128;

    private static final int SLICES = 4;
    private static final int VERSION = 0x13;
    private static final int TYPE = 2;
    private static final int PREHASH = 64;
    /// So that an array holds it.
    private static final int MOST_KIB = 1 << 22;

    private static final long LOW = 0xFFFFFFFFL;

    private final long[] addresses = new long[BLOCK];
    private final long[] input = new long[BLOCK];
    private final long[] zero = new long[BLOCK];
    private final long[] r = new long[BLOCK];
    private final long[] z = new long[BLOCK];
    private long[] memory = {};

    /// The costs of one hash.
    ///
    /// @param m memory in KiB
    /// @param t passes over it
    /// @param p lanes; they are filled one after the other
    record Cost(int m, int t, int p) {

        Cost {
            if (p < 1 || t < 1 || m < 8 * p || m > MOST_KIB) {
                throw new IllegalArgumentException("no such cost: m=" + m + ", t=" + t + ", p=" + p);
            }
        }

        private int segment() {
            return m / (SLICES * p);
        }

        private int lane() {
            return SLICES * segment();
        }

        private int blocks() {
            return p * lane();
        }
    }

    byte[] hash(byte[] password, byte[] salt, Cost cost, int length) {
        if (memory.length < cost.blocks() * BLOCK) {
            memory = new long[cost.blocks() * BLOCK];
        }
        fillFirstBlocks(prehash(password, salt, cost, length), cost);
        for (int pass = 0; pass < cost.t(); pass++) {
            for (int slice = 0; slice < SLICES; slice++) {
                for (int lane = 0; lane < cost.p(); lane++) {
                    fillSegment(cost, pass, slice, lane);
                }
            }
        }
        return tag(cost, length);
    }

    /// Leaves nothing of the password behind.
    void wipe() {
        Arrays.fill(memory, 0);
        Arrays.fill(addresses, 0);
        Arrays.fill(input, 0);
        Arrays.fill(r, 0);
        Arrays.fill(z, 0);
    }

    private static byte[] prehash(byte[] password, byte[] salt, Cost cost, int length) {
        Blake2bDigest digest = new Blake2bDigest(PREHASH * Byte.SIZE);
        for (int value : new int[] {cost.p(), length, cost.m(), cost.t(), VERSION, TYPE}) {
            update(digest, littleEndian(value));
        }
        // Neither a secret nor associated data.
        for (byte[] value : new byte[][] {password, salt, {}, {}}) {
            update(digest, littleEndian(value.length));
            update(digest, value);
        }
        // Room for the two numbers of a first block behind it.
        byte[] prehash = new byte[PREHASH + 2 * Integer.BYTES];
        digest.doFinal(prehash, 0);
        return prehash;
    }

    private void fillFirstBlocks(byte[] prehash, Cost cost) {
        ByteBuffer seed = ByteBuffer.wrap(prehash).order(ByteOrder.LITTLE_ENDIAN);
        for (int lane = 0; lane < cost.p(); lane++) {
            for (int column = 0; column < 2; column++) {
                seed.putInt(PREHASH, column).putInt(PREHASH + Integer.BYTES, lane);
                ByteBuffer.wrap(longHash(prehash, BLOCK * Long.BYTES))
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .asLongBuffer()
                        .get(memory, (lane * cost.lane() + column) * BLOCK, BLOCK);
            }
        }
    }

    private void fillSegment(Cost cost, int pass, int slice, int lane) {
        boolean independent = pass == 0 && slice < SLICES / 2;
        if (independent) {
            Arrays.fill(input, 0);
            input[0] = pass;
            input[1] = lane;
            input[2] = slice;
            input[3] = cost.blocks();
            input[4] = cost.t();
            input[5] = TYPE;
        }
        int first = lane * cost.lane();
        for (int index = 0; index < cost.segment(); index++) {
            if (independent && index % BLOCK == 0) {
                nextAddresses();
            }
            if (pass == 0 && slice == 0 && index < 2) {
                continue;
            }
            int column = slice * cost.segment() + index;
            int previous = (first + (column == 0 ? cost.lane() - 1 : column - 1)) * BLOCK;
            long j = independent ? addresses[index % BLOCK] : memory[previous];
            int from = pass == 0 && slice == 0 ? lane : (int) ((j >>> Integer.SIZE) % cost.p());
            int reference = from * cost.lane() + column(cost, pass, slice, index, from == lane, j & LOW);
            compress(memory, previous, memory, reference * BLOCK, memory, (first + column) * BLOCK, pass > 0);
        }
    }

    private void nextAddresses() {
        input[6]++;
        compress(zero, 0, input, 0, addresses, 0, false);
        compress(zero, 0, addresses, 0, addresses, 0, false);
    }

    /// Which block of a lane is mixed in: any that is finished, recent ones rather than old ones.
    private static int column(Cost cost, int pass, int slice, int index, boolean sameLane, long j1) {
        int finished = (pass == 0 ? slice : SLICES - 1) * cost.segment();
        int area = sameLane ? finished + index - 1 : index == 0 ? finished - 1 : finished;
        long x = (j1 * j1) >>> Integer.SIZE;
        long y = (area * x) >>> Integer.SIZE;
        int start = pass == 0 || slice == SLICES - 1 ? 0 : (slice + 1) * cost.segment();
        return (int) ((start + area - 1 - y) % cost.lane());
    }

    /// The function G, from two blocks into a third, which may be one of them.
    ///
    /// @param mix whether what stood there is mixed in
    private void compress(long[] x, int atX, long[] y, int atY, long[] into, int at, boolean mix) {
        for (int i = 0; i < BLOCK; i++) {
            r[i] = x[atX + i] ^ y[atY + i];
        }
        System.arraycopy(r, 0, z, 0, BLOCK);
        for (int row = 0; row < BLOCK; row += 16) {
            permute(row, 1, 2);
        }
        for (int column = 0; column < 16; column += 2) {
            permute(column, 1, 16);
        }
        if (mix) {
            for (int i = 0; i < BLOCK; i++) {
                into[at + i] ^= r[i] ^ z[i];
            }
        } else {
            for (int i = 0; i < BLOCK; i++) {
                into[at + i] = r[i] ^ z[i];
            }
        }
    }

    /// The permutation P of eight pairs of longs.
    ///
    /// @param far from one pair to the next
    private void permute(int at, int near, int far) {
        int v0 = at;
        int v1 = at + near;
        int v2 = at + far;
        int v3 = v2 + near;
        int v4 = v2 + far;
        int v5 = v4 + near;
        int v6 = v4 + far;
        int v7 = v6 + near;
        int v8 = v6 + far;
        int v9 = v8 + near;
        int v10 = v8 + far;
        int v11 = v10 + near;
        int v12 = v10 + far;
        int v13 = v12 + near;
        int v14 = v12 + far;
        int v15 = v14 + near;
        mix(z, v0, v4, v8, v12);
        mix(z, v1, v5, v9, v13);
        mix(z, v2, v6, v10, v14);
        mix(z, v3, v7, v11, v15);
        mix(z, v0, v5, v10, v15);
        mix(z, v1, v6, v11, v12);
        mix(z, v2, v7, v8, v13);
        mix(z, v3, v4, v9, v14);
    }

    /// The function GB.
    private static void mix(long[] z, int atA, int atB, int atC, int atD) {
        long a = z[atA];
        long b = z[atB];
        long c = z[atC];
        long d = z[atD];
        a += b + 2 * (a & LOW) * (b & LOW);
        d = Long.rotateRight(d ^ a, 32);
        c += d + 2 * (c & LOW) * (d & LOW);
        b = Long.rotateRight(b ^ c, 24);
        a += b + 2 * (a & LOW) * (b & LOW);
        d = Long.rotateRight(d ^ a, 16);
        c += d + 2 * (c & LOW) * (d & LOW);
        b = Long.rotateRight(b ^ c, 63);
        z[atA] = a;
        z[atB] = b;
        z[atC] = c;
        z[atD] = d;
    }

    private byte[] tag(Cost cost, int length) {
        long[] last = new long[BLOCK];
        for (int lane = 1; lane <= cost.p(); lane++) {
            int end = (lane * cost.lane() - 1) * BLOCK;
            for (int i = 0; i < BLOCK; i++) {
                last[i] ^= memory[end + i];
            }
        }
        ByteBuffer bytes = ByteBuffer.allocate(BLOCK * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(last);
        return longHash(bytes.array(), length);
    }

    /// The function H', a hash of any length.
    private static byte[] longHash(byte[] bytes, int length) {
        byte[] out = new byte[length];
        int first = Math.min(length, PREHASH);
        Blake2bDigest digest = new Blake2bDigest(first * Byte.SIZE);
        update(digest, littleEndian(length));
        update(digest, bytes);
        digest.doFinal(out, 0);
        // Of each hash but the last, half is given out.
        for (int at = PREHASH / 2; length - at > PREHASH / 2; at += PREHASH / 2) {
            int size = Math.min(length - at, PREHASH);
            Blake2bDigest next = new Blake2bDigest(size * Byte.SIZE);
            next.update(out, at - PREHASH / 2, PREHASH);
            next.doFinal(out, at);
        }
        return out;
    }

    private static void update(Blake2bDigest digest, byte[] bytes) {
        digest.update(bytes, 0, bytes.length);
    }

    private static byte[] littleEndian(int value) {
        return ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array();
    }
}
