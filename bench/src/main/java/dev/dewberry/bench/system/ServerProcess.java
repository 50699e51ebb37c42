package dev.dewberry.bench.system;

/// One process of the system under test.
///
/// @param role what it is, such as `gateway-service` or `mariadb`
public record ServerProcess(String role, long pid) {}
