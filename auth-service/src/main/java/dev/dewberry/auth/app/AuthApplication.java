package dev.dewberry.auth.app;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/// Accounts, devices, sessions, keys and tokens.
@SpringBootApplication(scanBasePackages = "dev.dewberry.auth", proxyBeanMethods = false)
public class AuthApplication {

    public static void main(String[] arguments) {
        SpringApplication.run(AuthApplication.class, arguments);
    }
}
