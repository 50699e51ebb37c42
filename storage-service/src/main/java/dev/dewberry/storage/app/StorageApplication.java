package dev.dewberry.storage.app;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/// storage-service: the conversation logs.
@SpringBootApplication(proxyBeanMethods = false)
public class StorageApplication {

    public static void main(String[] args) {
        SpringApplication.run(StorageApplication.class, args);
    }
}
