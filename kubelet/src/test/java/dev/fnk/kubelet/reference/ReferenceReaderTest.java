package dev.fnk.kubelet.reference;

import static dev.fnk.kubelet.Eventually.eventually;
import static dev.fnk.kubelet.reference.ReferringPods.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.eks.EksKubernetesClients;
import dev.fnk.kubelet.reference.Reading.Missing;
import dev.fnk.kubelet.reference.Reading.NotNow;
import dev.fnk.kubelet.reference.Reading.Resolved;
import dev.fnk.kubelet.reference.ServiceAddress.Port;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(90)
class ReferenceReaderTest {
  private static final String SECRET = "envFrom: [{secretRef: {name: s}}]";
  private static final String HUNTER2 = "\"data\":{\"password\":\"aHVudGVyMg==\"}";

  private ClusterOfObjects cluster;
  private KubernetesClient client;
  private ReferenceReader reader;
  private final AtomicInteger changes = new AtomicInteger();

  @BeforeEach
  void start() throws IOException {
    cluster = new ClusterOfObjects();
    client = cluster.server.client();
    reader = reader(Duration.ofSeconds(20), 100);
  }

  private ReferenceReader reader(Duration patience, int most) {
    return new ReferenceReader(client, () -> cluster.now, patience, most);
  }

  @AfterEach
  void stop() {
    reader.close();
    EksKubernetesClients.close(client);
    cluster.close();
  }

  private Reading read(String uid, String container, String spec) throws InterruptedException {
    return reader.read(pod(uid, container, spec), changes::incrementAndGet);
  }

  private ResolvedReferences resolved(String uid, String container, String spec)
      throws InterruptedException {
    Reading reading = read(uid, container, spec);
    assertThat(reading).isInstanceOf(Resolved.class);
    return ((Resolved) reading).references();
  }

  /** From then on no change is lost. */
  private void watched(String resource, String name) throws InterruptedException {
    eventually(
        name + " is watched",
        () ->
            cluster.asked(resource, name).stream()
                .anyMatch(asked -> asked.query().contains("watch=true")));
  }

  @Test
  void allThatIsThereIsRead() throws InterruptedException {
    cluster.put("secrets", "team", "s", HUNTER2);
    cluster.put(
        "configmaps", "team", "c", "\"data\":{\"a\":\"b\"},\"binaryData\":{\"x\":\"AAE=\"}");
    cluster.put(
        "services",
        "team",
        "web",
        "\"spec\":{\"clusterIP\":\"10.0.0.2\",\"ports\":[{\"name\":\"http\",\"port\":80},{\"port\":53,\"protocol\":\"UDP\"}]}");
    cluster.put("services", "team", "headless", "\"spec\":{\"clusterIP\":\"None\",\"ports\":[]}");
    cluster.put("services", "other", "else", "\"spec\":{\"clusterIP\":\"10.0.0.3\",\"ports\":[]}");
    reader.close();
    reader = reader(Duration.ofSeconds(20), 100);

    var found = resolved("u", SECRET, "volumes: [{name: v, configMap: {name: c}}]");

    assertThat(found.secrets().get("s").get("password")).asString().isEqualTo("hunter2");
    assertThat(found.configMaps().get("c").data()).containsEntry("a", "b");
    assertThat(found.configMaps().get("c").binaryData().get("x")).containsExactly(0, 1);
    assertThat(found.services())
        .containsExactly(
            new ServiceAddress("kubernetes", "10.0.0.1", List.of()),
            new ServiceAddress(
                "web", "10.0.0.2", List.of(new Port("http", 80, "TCP"), new Port("", 53, "UDP"))));
    assertThat(resolved("v", "", "enableServiceLinks: false").services())
        .extracting(ServiceAddress::name)
        .containsExactly("kubernetes");
    assertThat(found.toString()).contains("[s]", "[c]").doesNotContain("hunter2", "aHVudGVyMg");
  }

  @Test
  void whatIsMissingIsNamedAndWhenItAppearsThePodIsTold() throws InterruptedException {
    String both = "envFrom: [{secretRef: {name: s}}, {configMapRef: {name: o, optional: true}}]";

    assertThat(read("u", both, ""))
        .isInstanceOfSatisfying(
            Missing.class,
            missing -> {
              assertThat(missing.what()).containsExactly("secret \"s\" not found");
              assertThat(missing.absent()).hasSize(2);
            });
    watched("secrets", "s");
    cluster.put("secrets", "team", "s", HUNTER2);
    eventually("told", () -> changes.get() == 1);

    assertThat(read("u", both, ""))
        .isInstanceOfSatisfying(
            Resolved.class,
            resolved ->
                assertThat(resolved.absent())
                    .extracting(Reading.Absence::words)
                    .containsExactly("configmap \"o\" not found"));
  }

  @Test
  void aPodIsToldOfWhatItReadAndOfNothingElse() throws InterruptedException {
    cluster.put("secrets", "team", "s", HUNTER2);
    cluster.put("secrets", "team", "t", HUNTER2);
    var others = new AtomicInteger();
    resolved("u", SECRET, "");
    reader.read(pod("v", "envFrom: [{secretRef: {name: t}}]", ""), others::incrementAndGet);
    watched("secrets", "s");
    watched("secrets", "t");
    assertThat(changes).hasValue(0);

    cluster.put("secrets", "team", "s", "\"data\":{\"password\":\"bmV3\"}");
    eventually("told of the change", () -> changes.get() == 1);
    assertThat(resolved("u", SECRET, "").secrets().get("s").get("password"))
        .asString()
        .isEqualTo("new");

    cluster.delete("secrets", "team", "s");
    eventually("told of the end", () -> changes.get() == 2);
    assertThat(read("u", SECRET, "")).isInstanceOf(Missing.class);
    assertThat(others).hasValue(0);
  }

  @Test
  void oneWatchServesAllPodsAndEndsWithTheLast() throws InterruptedException {
    cluster.put("secrets", "team", "s", HUNTER2);
    for (int i = 0; i < 20; i++) {
      resolved("u" + i, SECRET, "");
    }
    assertThat(reader.watches()).isEqualTo(1);
    assertThat(cluster.asked("secrets", "s"))
        .filteredOn(asked -> !asked.query().contains("watch=true"))
        .hasSize(1);

    for (int i = 0; i < 19; i++) {
      reader.release("u" + i);
    }
    assertThat(reader.watches()).isEqualTo(1);
    reader.release("u19");
    reader.release("u19");
    assertThat(reader.watches()).isZero();
    assertThat(resolved("u0", SECRET, "").secrets()).containsKey("s");
  }

  @Test
  void ofARunningPodOnlyVolumesAreWatched() throws InterruptedException {
    cluster.put("secrets", "team", "s", HUNTER2);
    cluster.put("configmaps", "team", "c", "\"data\":{\"a\":\"b\"}");
    String volume = "volumes: [{name: v, configMap: {name: c}}]";
    resolved("u", SECRET, volume);
    assertThat(reader.watches()).isEqualTo(2);

    Reading reading = reader.readVolumes(pod("u", SECRET, volume), changes::incrementAndGet);

    assertThat(reader.watches()).isEqualTo(1);
    assertThat(reading)
        .isInstanceOfSatisfying(
            Resolved.class,
            resolved -> {
              assertThat(resolved.references().configMaps()).containsKey("c");
              assertThat(resolved.references().secrets()).isEmpty();
            });
  }

  @Test
  void whoMayNotReadYetReadsLater() throws InterruptedException {
    cluster.put("secrets", "team", "s", HUNTER2);
    cluster.forbidden = "/secrets";
    reader.close();
    reader = reader(Duration.ofMillis(500), 100);
    eventually("services are listed", () -> readsNothing());

    eventually("it is told why", () -> isForbidden("u"));
    cluster.forbidden = "";
    eventually("it is read", () -> isResolved("u"));
  }

  private boolean readsNothing() {
    try {
      return read("nothing", "", "") instanceof Resolved;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Before the server has answered, nobody knows. */
  private boolean isForbidden(String uid) {
    try {
      return read(uid, SECRET, "") instanceof NotNow later
          && later.message().contains("Secret team/s: 403")
          && later.message().contains("no relationship found");
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean isResolved(String uid) {
    try {
      return read(uid, SECRET, "") instanceof Resolved;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void watchesAreBounded() throws InterruptedException {
    reader.close();
    reader = reader(Duration.ofSeconds(20), 2);
    String two = "envFrom: [{secretRef: {name: s}}, {secretRef: {name: t}}]";
    assertThat(read("u", two, "")).isInstanceOf(Missing.class);

    assertThat(read("v", "envFrom: [{secretRef: {name: x}}]", ""))
        .isInstanceOfSatisfying(
            NotNow.class, later -> assertThat(later.message()).contains("2 objects"));
    assertThat(read("v", SECRET, "")).isInstanceOf(Missing.class);
    reader.release("u");
    assertThat(reader.watches()).isEqualTo(1);
    assertThat(read("v", "envFrom: [{secretRef: {name: x}}]", "")).isInstanceOf(Missing.class);
  }

  @Test
  void twentyListsAreUnderWayAtMost() throws Exception {
    var now = new AtomicInteger();
    var most = new AtomicInteger();
    var go = new CountDownLatch(1);
    cluster.server.answers(
        asked -> {
          if (asked.path().endsWith("/secrets") && !asked.query().contains("watch=true")) {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            go.await();
            now.decrementAndGet();
          }
          return cluster.answer(asked);
        });
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var readings =
          IntStream.range(0, 60)
              .mapToObj(
                  i ->
                      threads.submit(
                          () -> read("u" + i, "envFrom: [{secretRef: {name: s" + i + "}}]", "")))
              .toList();
      eventually("twenty lists", () -> now.get() == 20);
      // Those that wait have had the time to overtake.
      assertThat(go.await(200, TimeUnit.MILLISECONDS)).isFalse();
      go.countDown();
      for (var reading : readings) {
        assertThat(reading.get()).isInstanceOf(Missing.class);
      }
    }
    assertThat(most).hasValue(20);
  }

  @Test
  void nothingShowsAValue() {
    var token = new ServiceAccountToken("hunter2", Instant.EPOCH, Instant.EPOCH);
    var data = new ConfigMapData(Map.of("a", "hunter2"), Map.of());

    assertThat(token.toString()).doesNotContain("hunter2");
    assertThat(data.toString()).doesNotContain("hunter2");
    assertThat(new ObjectData.OfConfigMap(data).toString()).doesNotContain("hunter2");
  }
}
