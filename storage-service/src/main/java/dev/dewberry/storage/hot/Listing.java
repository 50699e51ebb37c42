package dev.dewberry.storage.hot;

import dev.dewberry.protocol.frame.ConversationItem.MemberMark;
import java.util.List;

/// A membership with what is shown of the other members.
///
/// @param marks of all active members by rising id, in shared conversations; else empty
public record Listing(Membership membership, List<MemberMark> marks) {}
