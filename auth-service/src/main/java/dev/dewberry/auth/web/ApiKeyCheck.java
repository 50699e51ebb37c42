package dev.dewberry.auth.web;

import reactor.core.publisher.Mono;

/// Whether a text is an API key of this installation.
public interface ApiKeyCheck {

    Mono<Boolean> isValid(String key);
}
