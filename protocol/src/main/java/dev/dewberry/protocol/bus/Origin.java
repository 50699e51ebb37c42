package dev.dewberry.protocol.bus;

/// Which request, on which socket of which gateway, caused something. Numbers are the gateway's own and
/// never used again.
///
/// @param connection 0 for a request that came by REST
public record Origin(String gateway, long connection, long request) {}
