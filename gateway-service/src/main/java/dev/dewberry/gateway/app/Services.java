package dev.dewberry.gateway.app;

import dev.dewberry.platform.http.ServiceClient;

/// The services that a gateway asks.
record Services(ServiceClient auth, ServiceClient storage, ServiceClient presence) {}
