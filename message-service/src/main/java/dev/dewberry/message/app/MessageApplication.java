package dev.dewberry.message.app;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/// message-service: who may do what, and who hears of it.
@SpringBootApplication(proxyBeanMethods = false)
public class MessageApplication {

    public static void main(String[] args) {
        SpringApplication.run(MessageApplication.class, args);
    }
}
