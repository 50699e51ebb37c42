package dev.dewberry.platform.app;

import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import reactor.netty.resources.LoopResources;

/// The management port has a thread of its own. On the loops of the clients a probe waits behind thousands of their
/// frames, and a service that has much to do would be killed by those who look whether it is well.
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
class ManagementLoop {

    @Bean(destroyMethod = "dispose")
    LoopResources managementLoopResources() {
        return LoopResources.create("management", 1, true);
    }

    @Bean
    WebServerFactoryCustomizer<NettyReactiveWebServerFactory> onManagementLoop(LoopResources managementLoopResources) {
        return factory -> factory.addServerCustomizers(server -> server.runOn(managementLoopResources));
    }
}
