package dev.dewberry.protocol;

/// The fixed bounds of protocol version 1.
public final class Limits {

    /// Bytes of a client's frame.
    public static final int CLIENT_FRAME_BYTES = 64 * 1024;
    /// Bytes of a server's frame.
    public static final int SERVER_FRAME_BYTES = 1024 * 1024;
    /// Code points of a `text`.
    public static final int TEXT_CHARACTERS = 8000;
    /// Bytes of a `custom` content's data as compact JSON.
    public static final int CUSTOM_BYTES = 16 * 1024;
    /// Code points of a request's `id` and of a `clientId`.
    public static final int ID_CHARACTERS = 64;
    /// Users that one text may mention.
    public static final int MENTIONS = 200;
    /// Code points of a group's name.
    public static final int GROUP_NAME_CHARACTERS = 100;
    /// Members of a group.
    public static final int GROUP_MEMBERS = 5000;
    /// Users that one `watch` may name, and one socket may watch.
    public static final int WATCHED_USERS = 500;
    /// Members up to which marks and typing are shared.
    public static final int SHARED_MARKS_MEMBERS = 100;
    /// The largest number that JSON carries exactly everywhere.
    public static final long MAX_NUMBER = (1L << 53) - 1;

    private Limits() {}
}
