package dev.dewberry.systemtests.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dewberry.systemtests.cluster.RawClient;
import dev.dewberry.systemtests.traffic.Traffic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The chart in the cluster that `KUBECONFIG` names, with people writing all the time: pods that are killed, updates,
/// and the way to the profile `cluster` and back. What was acknowledged is compared with the logs each time.
///
/// The cluster needs the images, a default storage class, whoever serves LoadBalancers, and 8 GB; processors may be
/// few, since requests are made small.
@Tag("cluster")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class KubernetesIT {

    private static final Duration AGAIN = Duration.ofMinutes(5);
    private static final List<String> COMPONENTS = Stream.concat(Installed.STORES.stream(), Installed.SERVICES.stream())
            .toList();
    private static Installed dewberry;

    @BeforeAll
    static void install(@TempDir Path folder) {
        dewberry = Installed.install(values(Map.of()), folder.resolve("trust.p12"));
    }

    @AfterAll
    static void remove() {
        Installed.remove();
    }

    /// @param more over those that make the pods fit on few processors
    private static Map<String, Object> values(Map<String, Object> more) {
        Map<String, Object> values = new HashMap<>(more);
        COMPONENTS.forEach(component -> values.put(component + ".resources.requests.cpu", "50m"));
        return values;
    }

    @Test
    @Order(1)
    void whicheverPodIsKilledNothingIsLost() {
        underTraffic("each pod killed", traffic -> {
            for (String component : COMPONENTS) {
                Installed.kill(component);
                Installed.awaitReady();
                traffic.awaitProgress(AGAIN);
            }
        });
    }

    @Test
    @Order(2)
    void anUpdateOfABoardThatHasRoomForOneOfEachLosesNothing() {
        underTraffic("update with one replica", _ -> Installed.upgrade(values(update(1))));
    }

    @Test
    @Order(3)
    void oneBecomesThreeUnderTraffic() {
        underTraffic("one replica becomes three", _ -> {
            Installed.upgrade(values(cluster(1)));
            assertThat(Installed.replicas("gateway")).isEqualTo(3);
        });
    }

    /// Stores keep their pods; of three services that are replaced one after the other no client notices more than that
    /// its gateway says good-bye.
    @Test
    @Order(4)
    void anUpdateOfThreeOfEachSaysGoodByeToClientsAndLosesNothing() {
        underTraffic("update with three replicas", _ -> {
            List<RawClient> clients = Stream.generate(() -> RawClient.welcomed(
                            dewberry.gateway(0), dewberry.accounts().user()))
                    .limit(6)
                    .toList();

            Installed.upgrade(values(cluster(2)));

            await().atMost(AGAIN).until(() -> clients.stream().allMatch(RawClient::isClosed));
            assertThat(clients).allSatisfy(client -> {
                assertThat(client.frames("goaway")).isNotEmpty();
                assertThat(client.frames("error")).isEmpty();
            });
        });
    }

    @Test
    @Order(5)
    void threeBecomeOneAgain() {
        underTraffic("three replicas become one", _ -> {
            Installed.upgrade(values(update(2)));
            assertThat(Installed.replicas("gateway")).isEqualTo(1);
        });
    }

    /// Afterwards everybody can write again, and what was acknowledged is there.
    private static void underTraffic(String what, Consumer<Traffic> change) {
        try (Traffic traffic = new Traffic(dewberry)) {
            change.accept(traffic);
            traffic.awaitProgress(AGAIN);
            traffic.judge(System.currentTimeMillis());
            System.out.println("[kubernetes] " + what + ": the longest wait for an acknowledgement was "
                    + traffic.longestWait().toMillis() + " ms");
        }
    }

    /// Another annotation is to Kubernetes what another image would be: all pods of the services are replaced.
    private static Map<String, Object> update(int number) {
        Map<String, Object> values = new HashMap<>();
        Installed.SERVICES.forEach(service -> values.put(service + ".podAnnotations.update", "number" + number));
        return values;
    }

    private static Map<String, Object> cluster(int number) {
        Map<String, Object> values = update(number);
        values.put("profile", "cluster");
        return values;
    }
}
