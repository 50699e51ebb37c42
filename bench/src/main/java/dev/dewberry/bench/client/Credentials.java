package dev.dewberry.bench.client;

/// With what a person signs in.
public record Credentials(String username, String password) {
    @Override
    public String toString() {
        return "Credentials[" + username + "]";
    }
}
