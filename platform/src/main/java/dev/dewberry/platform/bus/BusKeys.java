package dev.dewberry.platform.bus;

/// The names of all keys on which services meet. What belongs to one partition or one gateway carries
/// one hash tag, so that a Redis Cluster keeps it in one slot.
public final class BusKeys {

    /// zset: live gateways, scored by the end of their lease in milliseconds of Redis' clock.
    public static final String GATEWAYS = "dw:gateways";

    /// string: the last known epoch of the store.
    public static final String EPOCH = "dw:epoch";

    /// string: auth-service's public keys as a JWK set.
    public static final String JWKS = "dw:jwks";

    public static final String PRESENCE_REPORTS = "dw:{presence}:reports";

    /// stream: records that could not be read, the last some hundred of them. Fields `stream`, `id` of the
    /// entry, `record` (its beginning) and `reason`.
    public static final String POISON = "dw:poison";

    private BusKeys() {}

    /// What a stream holds, by the end of its name: `commands`, `deliveries` …
    public static String kind(String stream) {
        return stream.substring(stream.lastIndexOf(':') + 1);
    }

    public static String commands(int partition) {
        return "dw:{p" + partition + "}:commands";
    }

    public static String signals(int partition) {
        return "dw:{p" + partition + "}:signals";
    }

    public static String appends(int partition) {
        return "dw:{p" + partition + "}:appends";
    }

    public static String committed(int partition) {
        return "dw:{p" + partition + "}:committed";
    }

    public static String published(int partition) {
        return "dw:{p" + partition + "}:published";
    }

    public static String deliveries(String gateway) {
        return "dw:{gw-" + gateway + "}:deliveries";
    }

    public static String gatewayUsers(String gateway) {
        return "dw:{gw-" + gateway + "}:users";
    }

    public static String lease(String service, int partition) {
        return "dw:lease:" + service + ":" + partition;
    }

    public static String members(String service) {
        return "dw:members:" + service;
    }

    public static String cache(String service, String name) {
        return "dw:cache:" + service + ":" + name;
    }
}
