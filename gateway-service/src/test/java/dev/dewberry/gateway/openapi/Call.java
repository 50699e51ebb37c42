package dev.dewberry.gateway.openapi;

import static dev.dewberry.protocol.ErrorCode.BAD_FRAME;
import static dev.dewberry.protocol.ErrorCode.BUSY;
import static dev.dewberry.protocol.ErrorCode.CONFLICT;
import static dev.dewberry.protocol.ErrorCode.FORBIDDEN;
import static dev.dewberry.protocol.ErrorCode.NOT_FOUND;
import static dev.dewberry.protocol.ErrorCode.RATE_LIMITED;
import static dev.dewberry.protocol.ErrorCode.TOO_LARGE;
import static dev.dewberry.protocol.ErrorCode.UNAUTHENTICATED;
import static dev.dewberry.protocol.ErrorCode.UNSUPPORTED;

import dev.dewberry.protocol.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What a route takes and gives, which a functional route does not tell by itself.
///
/// @param query names of the query's parameters, all optional
/// @param body name of its schema
/// @param answer name of its schema
record Call(
        String id,
        String summary,
        List<String> query,
        @Nullable String body,
        int status,
        @Nullable String answer,
        Set<ErrorCode> errors) {

    /// By method and path.
    static final Map<String, Call> ALL = Map.of(
            "GET /api/v1/conversations",
            new Call(
                    "conversations",
                    "One's conversations, newest first, each with its newest event.",
                    List.of("limit", "before"),
                    null,
                    200,
                    "Conversations",
                    errors(BAD_FRAME)),
            "GET /api/v1/conversations/{conversation}/events",
            new Call(
                    "events",
                    "Events of a conversation, rising: those after one, or the last ones before one or before the end.",
                    List.of("after", "before", "limit"),
                    null,
                    200,
                    "Events",
                    errors(BAD_FRAME, NOT_FOUND)),
            "POST /api/v1/conversations/{conversation}/events",
            new Call(
                    "send",
                    "Sends without a socket; the answer means committed. A repetition gets the first one's numbers.",
                    List.of(),
                    "Send",
                    201,
                    "Ack",
                    errors(BAD_FRAME, UNSUPPORTED, FORBIDDEN, NOT_FOUND, CONFLICT, TOO_LARGE, RATE_LIMITED)),
            "GET /api/v1/conversations/{conversation}/members",
            new Call(
                    "members",
                    "Who is in a conversation and with which role, in the order of their ids, a page at a time.",
                    List.of("after", "limit"),
                    null,
                    200,
                    "Members",
                    errors(BAD_FRAME, NOT_FOUND)),
            "POST /api/v1/groups",
            new Call(
                    "createGroup",
                    "Makes a group. Who makes it is member and owner. With a clientId, a repetition gets the same group.",
                    List.of(),
                    "NewGroup",
                    201,
                    "GroupMade",
                    errors(BAD_FRAME, NOT_FOUND, CONFLICT, TOO_LARGE, RATE_LIMITED)),
            "PUT /api/v1/groups/{group}/members/{user}",
            new Call(
                    "addMember",
                    "Adds a member.",
                    List.of(),
                    null,
                    204,
                    null,
                    errors(BAD_FRAME, FORBIDDEN, NOT_FOUND, TOO_LARGE, RATE_LIMITED)),
            "DELETE /api/v1/groups/{group}/members/{user}",
            new Call(
                    "removeMember",
                    "Removes a member; with one's own id, leaves.",
                    List.of(),
                    null,
                    204,
                    null,
                    errors(BAD_FRAME, FORBIDDEN, NOT_FOUND, RATE_LIMITED)));

    private static Set<ErrorCode> errors(ErrorCode... some) {
        Set<ErrorCode> errors = new TreeSet<>(List.of(some));
        errors.addAll(List.of(UNAUTHENTICATED, BUSY));
        // A client whose tokens were wrong too often is put off.
        errors.add(RATE_LIMITED);
        return errors;
    }
}
