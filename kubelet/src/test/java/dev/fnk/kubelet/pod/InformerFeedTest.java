package dev.fnk.kubelet.pod;

import static dev.fnk.kubelet.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.pod.ScriptedApiServer.Answer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the node is told of its pods, from what an API server answers. */
@Timeout(60)
class InformerFeedTest {
  private static final String GONE =
      """
      {"type":"ERROR","object":{"kind":"Status","apiVersion":"v1","status":"Failure",
       "reason":"Expired","message":"too old resource version","code":410}}
      """;

  private final BlockingQueue<String> watch = new LinkedBlockingQueue<>();
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final List<Pod> seen = new CopyOnWriteArrayList<>();
  private final AtomicInteger lists = new AtomicInteger();
  private volatile Answer list = list();
  private ScriptedApiServer server;
  private KubernetesClient client;
  private InformerFeed feed;

  @BeforeEach
  void start() throws IOException {
    server = new ScriptedApiServer();
    server.answers(
        asked -> {
          if (asked.query().contains("watch=true")) {
            return Answer.watch(watch);
          }
          lists.incrementAndGet();
          return list;
        });
    client = server.client();
    feed = new InformerFeed(client, "virtual-kubelet");
  }

  @AfterEach
  void stop() {
    watch.add("");
    feed.close();
    client.close();
    server.close();
  }

  private static Answer list(String... pods) {
    return Answer.ok(
        """
        {"kind":"PodList","apiVersion":"v1","metadata":{"resourceVersion":"7"},"items":[%s]}
        """
            .formatted(String.join(",", pods)));
  }

  private static String pod(String name, String uid, int version) {
    return """
        {"kind":"Pod","apiVersion":"v1","metadata":{"name":"%s","namespace":"default","uid":"%s",
         "resourceVersion":"%d","managedFields":[{"manager":"kubectl","operation":"Update"}]}}
        """
        .formatted(name, uid, version);
  }

  private static String event(String type, String pod) {
    return "{\"type\":\"" + type + "\",\"object\":" + pod + "}";
  }

  private void follow() {
    feed.follow(
        new PodFeed.Listener() {
          @Override
          public void seen(Pod pod) {
            seen.add(pod);
            told.add(
                "seen "
                    + pod.getMetadata().getUid()
                    + " "
                    + pod.getMetadata().getResourceVersion());
          }

          @Override
          public void gone(Pod pod, boolean certain) {
            told.add((certain ? "gone " : "missing ") + pod.getMetadata().getUid());
          }

          @Override
          public void synced() {
            told.add("synced");
          }
        });
  }

  @Test
  void itIsSyncedOnceAllPodsOfTheListWereTold() throws InterruptedException {
    list = list(pod("a", "uid-a", 3), pod("b", "uid-b", 4));
    follow();
    eventually("synced", () -> told.contains("synced"));

    assertThat(told).containsExactlyInAnyOrder("seen uid-a 3", "seen uid-b 4", "synced");
    assertThat(told.getLast()).isEqualTo("synced");
    assertThat(server.asked().getFirst().query())
        .contains("fieldSelector=spec.nodeName=virtual-kubelet")
        .contains("limit=500");
    assertThat(seen).allSatisfy(pod -> assertThat(pod.getMetadata().getManagedFields()).isEmpty());
  }

  @Test
  void aNodeWithoutPodsIsSyncedToo() throws InterruptedException {
    follow();

    eventually("synced", () -> told.equals(List.of("synced")));
  }

  @Test
  void whatTheWatchTellsIsToldInItsOrder() throws InterruptedException {
    follow();
    eventually("synced", () -> told.contains("synced"));
    watch.add(event("ADDED", pod("a", "uid-a", 8)));
    watch.add(event("MODIFIED", pod("a", "uid-a", 9)));
    watch.add(event("DELETED", pod("a", "uid-a", 10)));
    eventually("its end", () -> told.size() == 4);

    assertThat(told).containsExactly("synced", "seen uid-a 8", "seen uid-a 9", "gone uid-a");
    assertThat(seen).allSatisfy(pod -> assertThat(pod.getMetadata().getManagedFields()).isEmpty());
  }

  @Test
  void whatIsOnlyMissingFromALaterListIsNotSurelyGone() throws InterruptedException {
    list = list(pod("a", "uid-a", 3), pod("b", "uid-b", 4));
    follow();
    eventually("synced", () -> told.contains("synced"));
    list = list(pod("b", "uid-c", 9));
    watch.add(GONE);
    watch.add("");
    eventually("what has changed", () -> told.size() == 6);

    assertThat(told.subList(3, 6))
        .containsExactlyInAnyOrder("missing uid-a", "gone uid-b", "seen uid-c 9")
        .containsSubsequence("gone uid-b", "seen uid-c 9");
  }

  @Test
  void aListThatFailsIsAskedForAgain() throws InterruptedException {
    list = Answer.failure(500, "etcdserver: leader changed");
    follow();
    eventually("a try", () -> lists.get() > 0);
    assertThat(told).isEmpty();
    list = list(pod("a", "uid-a", 3));

    eventually("synced", () -> told.equals(List.of("seen uid-a 3", "synced")));
  }

  @Test
  void nothingIsToldOnceItIsClosed() throws InterruptedException {
    follow();
    eventually("a watch", () -> server.asked().stream().anyMatch(a -> a.query().contains("watch")));
    feed.close();
    int before = lists.get();
    list = list(pod("a", "uid-a", 3));
    watch.add(event("ADDED", pod("a", "uid-a", 8)));
    watch.add("");
    // It would list or watch anew within a second.
    Thread.sleep(1500);

    assertThat(told).doesNotContain("seen uid-a 8", "seen uid-a 3");
    assertThat(lists).hasValue(before);
  }
}
