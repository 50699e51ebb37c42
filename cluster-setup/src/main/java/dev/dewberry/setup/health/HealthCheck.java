package dev.dewberry.setup.health;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/// One GET. Not by the JDK's newer client, which takes three times as long to load, on each check of each service.
public final class HealthCheck {

    private static final int TIMEOUT_MILLIS = 5000;

    private HealthCheck() {}

    public static boolean isHealthy(URI address) {
        try {
            HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            connection.setInstanceFollowRedirects(false);
            return connection.getResponseCode() / 100 == 2;
        } catch (IOException e) {
            return false;
        }
    }
}
