package dev.dewberry.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The memory of the profiles: what the table in docs/kubernetes.md says is what is rendered, it fits on the board, and
/// what a
/// process makes of its limit fits into it.
class ProfilesTest {

    private static final List<String> PROFILES = List.of("pi-4gb", "pi-8gb", "cluster");
    private static final List<String> PODS =
            List.of("gateway", "message", "storage", "auth", "presence", "mariadb", "redis");

    /// The most that making a cache was seen to take, in MiB.
    private static final int CACHE_MIB = 557;

    private record Memory(int replicas, int request, int limit) {}

    @Test
    void theTableInTheDocumentsIsWhatIsRenderedAndAddsUp() throws IOException {
        Map<String, List<String>> table = table();

        for (int i = 0; i < PROFILES.size(); i++) {
            int requests = 0;
            int limits = 0;
            for (Map.Entry<String, Memory> pod : memory(PROFILES.get(i)).entrySet()) {
                Memory memory = pod.getValue();
                String times = memory.replicas() == 1 ? "" : memory.replicas() + " × ";
                assertThat(table.get(pod.getKey()).get(i))
                        .as("%s of %s", pod.getKey(), PROFILES.get(i))
                        .isEqualTo(times + memory.request() + " / " + memory.limit());
                requests += memory.replicas() * memory.request();
                limits += memory.replicas() * memory.limit();
            }
            assertThat(table.get("all together").get(i)).isEqualTo(requests + " / " + limits);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"pi-4gb", "pi-8gb"})
    void allLimitsTogetherFitOnTheBoardBesideKubernetesAndMonitoring(String profile) throws IOException {
        int limits = memory(profile).values().stream().mapToInt(Memory::limit).sum();
        int column = PROFILES.indexOf(profile);
        int others = Integer.parseInt(
                table().get("the system, k3s, Prometheus and Grafana").get(column));
        int board = Integer.parseInt(table().get("a board has").get(column));

        assertThat(limits + others).isLessThanOrEqualTo(board);
    }

    /// The whole system is measured against 2.2 GiB.
    @Test
    void theSmallBoardKeepsTheBudget() {
        assertThat(memory("pi-4gb").values().stream().mapToInt(Memory::limit).sum())
                .isLessThanOrEqualTo(2252);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pi-4gb", "pi-8gb", "cluster"})
    void aProcessHasRoomForWhatIsNotItsHeap(String profile) {
        Renders.Render render = Renders.with("profile: " + profile);
        for (String service : List.of("gateway", "message", "storage", "auth", "presence")) {
            String options = Manifest.list(container(render, "Deployment", service), "env").stream()
                    .filter(variable -> variable.get("name").equals("JDK_JAVA_OPTIONS"))
                    .map(variable -> variable.get("value").toString())
                    .findAny()
                    .orElseThrow();
            int limit = memory(profile).get(service).limit();
            int bounded = megabytes("-Xmx(\\d+)m", options) + megabytes("MaxDirectMemorySize=(\\d+)m", options);
            // Code, classes, stacks: 105 MiB at least in what was measured with small heaps.
            assertThat(limit - bounded).as("%s of %s", service, profile).isGreaterThanOrEqualTo(105);
        }
        String mariadb = render.one("ConfigMap", "dewberry-mariadb").text("data", "dewberry.cnf");
        int pool = megabytes("buffer_pool_size = (\\d+)M", inMegabytes(mariadb));
        assertThat(memory(profile).get("mariadb").limit() - pool).isGreaterThanOrEqualTo(200);
        String redis = render.one("ConfigMap", "dewberry-redis").text("data", "redis.conf");
        assertThat(memory(profile).get("redis").limit())
                .isGreaterThanOrEqualTo(2 * megabytes("maxmemory (\\d+)mb", redis));
    }

    /// Making a cache takes more than the service has: with the service's own limit every one but the gateway's was
    /// killed in a cluster.
    @ParameterizedTest
    @ValueSource(strings = {"pi-4gb", "pi-8gb"})
    void makingACacheHasTheMemoryThatItTakesAndAsksForNone(String profile) {
        Renders.Render render = Renders.with("profile: " + profile);
        assertThat(makers(render)).hasSize(5).allSatisfy(maker -> {
            assertThat(mebibytes(Manifest.get(maker, "resources", "limits", "memory")))
                    .isGreaterThanOrEqualTo(CACHE_MIB);
            assertThat(mebibytes(Manifest.get(maker, "resources", "requests", "memory")))
                    .isLessThanOrEqualTo(64);
        });
    }

    /// The JVM takes no cache that was made with other options, and nobody would notice.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "profile: pi-4gb",
                "profile: pi-8gb",
                "auth: {javaOptions: -Xmx99m}",
                "extraEnv: [{name: JDK_JAVA_OPTIONS, value: -Xmx98m}]"
            })
    void aCacheIsMadeWithTheImageAndTheOptionsOfTheService(String values) {
        Renders.Render render = Renders.with(values);
        assertThat(makers(render)).hasSize(5).allSatisfy(maker -> {
            Map<String, Object> service =
                    container(render, "Deployment", maker.get("name").toString());
            assertThat(maker.get("image")).isEqualTo(service.get("image"));
            assertThat(options(maker)).isNotEmpty().isEqualTo(options(service));
        });
    }

    /// Each Job has another name where anything of it is another, since Kubernetes changes none.
    @Test
    void anotherImageMakesOtherCaches() {
        assertThat(maker(Renders.with("image: {tag: 9.9.9}")).name())
                .isNotEqualTo(maker(Renders.with("{}")).name());
    }

    private static Manifest maker(Renders.Render render) {
        return render.objects().stream()
                .filter(object -> object.kind().equals("Job") && object.name().startsWith("dewberry-aot-"))
                .findAny()
                .orElseThrow();
    }

    /// In their order.
    private static List<Map<String, Object>> makers(Renders.Render render) {
        List<Map<String, Object>> makers =
                new ArrayList<>(Manifest.list(maker(render).podSpec(), "initContainers"));
        makers.addAll(Manifest.list(maker(render).podSpec(), "containers"));
        return makers;
    }

    private static List<Map<String, Object>> options(Map<String, Object> container) {
        return Manifest.list(container, "env").stream()
                .filter(variable -> variable.get("name").equals("JDK_JAVA_OPTIONS"))
                .toList();
    }

    private static Map<String, Memory> memory(String profile) {
        Renders.Render render = Renders.with("profile: " + profile);
        Map<String, Memory> memory = new LinkedHashMap<>();
        for (String pod : PODS) {
            String kind = List.of("mariadb", "redis").contains(pod) ? "StatefulSet" : "Deployment";
            Map<String, Object> container = container(render, kind, pod);
            memory.put(
                    pod,
                    new Memory(
                            (int) Manifest.get(
                                    render.one(kind, "dewberry-" + pod).content(), "spec", "replicas"),
                            mebibytes(Manifest.get(container, "resources", "requests", "memory")),
                            mebibytes(Manifest.get(container, "resources", "limits", "memory"))));
        }
        return memory;
    }

    private static Map<String, Object> container(Renders.Render render, String kind, String pod) {
        return Manifest.list(render.one(kind, "dewberry-" + pod).podSpec(), "containers")
                .getFirst();
    }

    static int mebibytes(Object quantity) {
        String text = quantity.toString();
        int number = Integer.parseInt(text.substring(0, text.length() - 2));
        return text.endsWith("Gi") ? number * 1024 : number;
    }

    private static int megabytes(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as("%s in %s", pattern, text).isTrue();
        return Integer.parseInt(matcher.group(1));
    }

    private static String inMegabytes(String text) {
        return Pattern.compile("(\\d+)G")
                .matcher(text)
                .replaceAll(match -> Integer.parseInt(match.group(1)) * 1024 + "M");
    }

    /// The cells by the first one of their row.
    private static Map<String, List<String>> table() throws IOException {
        Map<String, List<String>> rows = new LinkedHashMap<>();
        String page = Files.readString(Renders.REPOSITORY.resolve("docs/kubernetes.md"));
        String section = page.substring(page.indexOf("\n## Profiles\n"), page.indexOf("\n## Upgrade"));
        for (String line : section.lines().filter(each -> each.startsWith("|")).toList()) {
            String[] cells = line.substring(1).split("\\|");
            rows.put(cells[0].strip(), List.of(cells[1].strip(), cells[2].strip(), cells[3].strip()));
        }
        return rows;
    }
}
