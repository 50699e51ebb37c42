package dev.dewberry.auth.key;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// @param signsFor how long a key signs
/// @param publishedAhead how long before it signs a key is in the published set, so that every gateway has it by then
/// @param checkEvery how often the keys are read again, and made where one is due
/// @param longestToken the longest life of an access token; a key stays published that long after it signed last
@ConfigurationProperties("dewberry.auth.key")
public record KeyProperties(
        @DefaultValue("30d") Duration signsFor,
        @DefaultValue("1h") Duration publishedAhead,
        @DefaultValue("1m") Duration checkEvery,
        @DefaultValue("7d") Duration longestToken) {

    public KeyProperties {
        if (publishedAhead.isNegative() || publishedAhead.compareTo(signsFor) >= 0) {
            throw new IllegalArgumentException("published-ahead must be shorter than signs-for");
        }
    }
}
