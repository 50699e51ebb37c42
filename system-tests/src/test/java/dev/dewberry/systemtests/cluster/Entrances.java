package dev.dewberry.systemtests.cluster;

/// Where users come in.
public interface Entrances {

    /// The public addresses of all gateways.
    String[] gateways();

    /// The public address of a gateway.
    default String gateway(int index) {
        return gateways()[index];
    }

    /// Users for tests.
    Accounts accounts();
}
