package dev.dewberry.storage.sync;

import static dev.dewberry.database.Columns.flag;
import static dev.dewberry.database.Columns.number;
import static dev.dewberry.database.Columns.text;

import dev.dewberry.database.Session;
import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.frame.ConversationItem.MemberMark;
import dev.dewberry.storage.database.Sql;
import dev.dewberry.storage.hot.HotLists;
import dev.dewberry.storage.hot.Listing;
import dev.dewberry.storage.hot.Membership;
import dev.dewberry.storage.hot.Moment;
import dev.dewberry.storage.hot.Seat;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/// Reads users' lists from MariaDB.
final class Memberships {

    private static final Comparator<Membership> NEWEST_FIRST = Comparator.comparingLong(Membership::lastAt)
            .thenComparing(membership -> membership.conversation().toString())
            .reversed();

    private Memberships() {}

    /// At most `limit` after a position, newest first; with the moment `since`, only what changed after it.
    static Mono<List<Listing>> page(
            Session session, UserId user, @Nullable Moment since, Position position, int limit) {
        List<Object> parameters = new ArrayList<>();
        parameters.add(user.value());
        String sql = SyncSql.ALL;
        if (since != null && !since.numbers().isEmpty()) {
            sql = Sql.cases(SyncSql.CHANGED, SyncSql.CASE, since.numbers().size());
            since.numbers().forEach((partition, number) -> {
                parameters.add(partition);
                parameters.add(number);
            });
        }
        parameters.addAll(List.of(position.at(), position.at(), position.id(), limit));
        return session.query(sql, parameters, Membership::of)
                .collectList()
                .flatMap(memberships -> withSeats(session, user, memberships))
                .map(reads -> reads.stream().map(Memberships::listing).toList());
    }

    /// All that somebody is or was in; empty where these are more than are kept hot.
    static Mono<List<HotLists.Read>> all(Session session, UserId user) {
        return session.query(SyncSql.EVER, List.of(user.value(), HotLists.MOST + 1), Membership::of)
                .collectList()
                .filter(memberships -> memberships.size() <= HotLists.MOST)
                .flatMap(memberships -> withSeats(session, user, memberships));
    }

    /// As [#page], of what [#all] has read.
    static List<Listing> page(List<HotLists.Read> all, @Nullable Moment since, Position position, int limit) {
        return page(
                all.stream()
                        .filter(read -> isShown(read.membership(), since))
                        .map(Memberships::listing)
                        .toList(),
                position,
                limit);
    }

    /// As [#page], of everything that changed.
    static List<Listing> page(List<Listing> changed, Position position, int limit) {
        return changed.stream()
                .filter(listing -> isAfter(position, listing.membership()))
                .sorted(Comparator.comparing(Listing::membership, NEWEST_FIRST))
                .limit(limit)
                .toList();
    }

    static Position position(Membership membership) {
        return new Position(membership.lastAt(), membership.conversation().toString());
    }

    private static boolean isShown(Membership membership, @Nullable Moment since) {
        return since == null ? membership.active() : membership.shown() > since.at(membership.partition());
    }

    private static boolean isAfter(Position position, Membership membership) {
        return membership.lastAt() < position.at()
                || (membership.lastAt() == position.at()
                        && membership.conversation().toString().compareTo(position.id()) < 0);
    }

    private static Listing listing(HotLists.Read read) {
        List<MemberMark> marks = !read.whole()
                ? List.of()
                : read.seats().stream()
                        .filter(sitting -> sitting.seat().active())
                        .map(sitting -> new MemberMark(
                                sitting.user(),
                                sitting.seat().delivered(),
                                sitting.seat().read()))
                        .toList();
        return new Listing(read.membership(), marks);
    }

    private static Mono<List<HotLists.Read>> withSeats(Session session, UserId user, List<Membership> memberships) {
        List<String> shared = memberships.stream()
                .filter(membership -> membership.active() && membership.isShared())
                .map(membership -> membership.conversation().toString())
                .toList();
        return (shared.isEmpty() ? Mono.just(Map.<ConversationId, List<HotLists.Sitting>>of()) : seats(session, shared))
                .map(seats -> memberships.stream()
                        .map(membership -> read(user, membership, seats.get(membership.conversation())))
                        .toList());
    }

    private static HotLists.Read read(UserId user, Membership membership, @Nullable List<HotLists.Sitting> seats) {
        return seats == null
                ? new HotLists.Read(membership, false, List.of(new HotLists.Sitting(user, membership.own())))
                : new HotLists.Read(membership, true, seats);
    }

    private static Mono<Map<ConversationId, List<HotLists.Sitting>>> seats(Session session, List<String> shared) {
        Map<ConversationId, List<HotLists.Sitting>> seats = new HashMap<>();
        return session.query(
                        Sql.rows(SyncSql.SEATS, "?", shared.size()),
                        shared,
                        row -> seats.computeIfAbsent(ConversationId.parse(text(row, 0)), _ -> new ArrayList<>())
                                .add(new HotLists.Sitting(
                                        new UserId(number(row, 1)),
                                        new Seat(
                                                flag(row, 2),
                                                number(row, 3),
                                                number(row, 4),
                                                number(row, 5),
                                                number(row, 6)))))
                .then(Mono.just(seats));
    }
}
