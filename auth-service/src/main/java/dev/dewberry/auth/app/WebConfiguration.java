package dev.dewberry.auth.app;

import dev.dewberry.auth.key.KeyRing;
import dev.dewberry.auth.session.Sessions;
import dev.dewberry.auth.web.ApiKeyCheck;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.codec.ServerCodecConfigurer;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.result.method.annotation.ArgumentResolverConfigurer;

/// How requests become arguments.
@Configuration(proxyBeanMethods = false)
public class WebConfiguration {

    private static final int MAX_BODY_BYTES = 1024 * 1024;

    @Bean
    WebFluxConfigurer authWeb(KeyRing keys, Sessions sessions, ApiKeyCheck apiKeys) {
        CallerResolver callers = new CallerResolver(keys, sessions, apiKeys);
        return new WebFluxConfigurer() {
            @Override
            public void configureArgumentResolvers(ArgumentResolverConfigurer configurer) {
                configurer.addCustomResolver(callers);
            }

            @Override
            public void configureHttpMessageCodecs(ServerCodecConfigurer configurer) {
                configurer.defaultCodecs().maxInMemorySize(MAX_BODY_BYTES);
            }
        };
    }
}
