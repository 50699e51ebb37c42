package dev.dewberry.message.membership;

import dev.dewberry.protocol.ConversationId;
import dev.dewberry.protocol.UserId;
import dev.dewberry.protocol.bus.Committed;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The members of a conversation as of one version. Immutable. Users are kept as a sorted array of
/// numbers: a group has up to 5,000 of them, and a service remembers thousands of groups.
public final class Membership {

    private final ConversationId conversation;
    private final boolean channel;
    private final long version;
    private final long[] users;
    private final Role[] roles;

    private Membership(ConversationId conversation, boolean channel, long version, Map<Long, Role> members) {
        this.conversation = conversation;
        this.channel = channel;
        this.version = version;
        this.users = new long[members.size()];
        this.roles = new Role[members.size()];
        int i = 0;
        for (Map.Entry<Long, Role> member : new TreeMap<>(members).entrySet()) {
            users[i] = member.getKey();
            roles[i++] = member.getValue();
        }
    }

    public static Membership of(ConversationId conversation, boolean channel, long version, Map<Long, Role> members) {
        return new Membership(conversation, channel, version, members);
    }

    /// Those of a direct conversation, which never change.
    public static Membership ofDirect(ConversationId conversation) {
        Map<Long, Role> members = new TreeMap<>();
        conversation.directUsers().forEach(user -> members.put(user.value(), Role.MEMBER));
        return new Membership(conversation, false, 0, members);
    }

    /// Those of a group as the event that created it says.
    static Membership ofCreation(Committed.Event created) {
        Map<Long, Role> members = new TreeMap<>();
        created.joined().forEach(user -> members.put(user.value(), Role.MEMBER));
        UserId owner = created.from();
        if (owner != null) {
            members.put(owner.value(), Role.OWNER);
        }
        return new Membership(created.conversation(), false, created.version(), members);
    }

    /// The members after the next event.
    ///
    /// @return `null` where it cannot be told from the event: its version is not the next one, or an
    ///     owner left, whose successor storage-service chose
    @Nullable
    Membership after(Committed.Event event) {
        if (event.version() != version + 1 || event.left().stream().anyMatch(user -> roleOf(user) == Role.OWNER)) {
            return null;
        }
        Map<Long, Role> members = roles();
        event.left().forEach(user -> members.remove(user.value()));
        event.joined().forEach(user -> members.putIfAbsent(user.value(), Role.MEMBER));
        return new Membership(conversation, channel, event.version(), members);
    }

    public ConversationId conversation() {
        return conversation;
    }

    public boolean isChannel() {
        return channel;
    }

    public long version() {
        return version;
    }

    public int size() {
        return users.length;
    }

    public boolean contains(UserId user) {
        return Arrays.binarySearch(users, user.value()) >= 0;
    }

    /// `null` where he is no member.
    public @Nullable Role roleOf(UserId user) {
        int index = Arrays.binarySearch(users, user.value());
        return index < 0 ? null : roles[index];
    }

    /// All members with their roles, rising.
    Map<Long, Role> roles() {
        Map<Long, Role> members = new TreeMap<>();
        for (int i = 0; i < users.length; i++) {
            members.put(users[i], roles[i]);
        }
        return members;
    }

    /// All members' ids, rising. A copy.
    public long[] users() {
        return users.clone();
    }

    /// All members' ids and these, rising.
    public long[] usersAnd(Collection<UserId> others) {
        if (others.stream().allMatch(this::contains)) {
            return users();
        }
        TreeSet<Long> all = new TreeSet<>();
        Arrays.stream(users).forEach(all::add);
        others.forEach(user -> all.add(user.value()));
        return all.stream().mapToLong(Long::longValue).toArray();
    }
}
