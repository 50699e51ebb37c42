package dev.dewberry.storage.hot;

import dev.dewberry.protocol.ConversationId;
import dev.dewberry.storage.hot.Membership.Stamp;
import dev.dewberry.storage.plan.Head;

/// The head of a conversation as one text, which the scripts read, too: partition, `seq`, countable number,
/// time of the last event, number of members, kind, and of groups the name, which may hold anything.
final class HeadCodec {

    private static final int PARTS = 7;

    private HeadCodec() {}

    static String encode(int partition, Head head) {
        return encode(
                partition,
                head.seq(),
                head.countable(),
                head.at(),
                head.memberCount(),
                head.kind(),
                head.name() == null ? "" : head.name());
    }

    static String encode(Membership membership) {
        return encode(
                membership.partition(),
                membership.stamp().headSeq(),
                membership.countable(),
                membership.lastAt(),
                membership.memberCount(),
                membership.kind(),
                membership.name() == null ? "" : membership.name());
    }

    private static String encode(
            int partition, long seq, long countable, long at, int members, String kind, String name) {
        return partition + "|" + seq + "|" + countable + "|" + at + "|" + members + "|" + kind + "|" + name;
    }

    static Membership decode(ConversationId id, String head, long changed, long erasures, Seat own) {
        String[] parts = head.split("\\|", PARTS);
        return new Membership(
                id,
                Integer.parseInt(parts[0]),
                parts[5],
                parts[5].equals(Head.DIRECT) ? null : parts[6],
                new Stamp(Long.parseLong(parts[1]), erasures),
                Long.parseLong(parts[2]),
                Long.parseLong(parts[3]),
                Integer.parseInt(parts[4]),
                changed,
                own);
    }

    static Stamp stamp(String head, long erasures) {
        return new Stamp(Long.parseLong(head.split("\\|", PARTS)[1]), erasures);
    }
}
