package dev.dewberry.auth.account;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// @param registrationOpen whether anybody may make an account; else only administrators do
@ConfigurationProperties("dewberry.auth")
public record RegistrationProperties(@DefaultValue("true") boolean registrationOpen) {}
