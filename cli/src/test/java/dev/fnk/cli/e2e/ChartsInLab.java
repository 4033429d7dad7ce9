package dev.fnk.cli.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.cli.e2e.inside.Operator;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.databind.JsonNode;

/**
 * Workloads in the shape that public charts give them, whose containers look at themselves from
 * inside. What they are to find is what Kubernetes documents, and would be the same on any node.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT)
abstract class ChartsInLab {
  private static final List<String> CHARTS =
      List.of("controller", "web-server", "database", "queue", "migration", "exporter");

  /** All of them start at once, on a small machine. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final PodsInLab lab;

  ChartsInLab(PodsInLab lab) {
    this.lab = lab;
  }

  /** All at once: each takes its time to start. */
  @BeforeAll
  void install() {
    lab.home.kubectl("create", "namespace", "charts").exits(0);
    lab.home
        .bash(
            """
            $JAVA_HOME/bin/keytool -genkeypair -alias webhook -keyalg EC -dname CN=webhook \\
              -storetype PKCS12 -storepass changeit -keystore $HOME/keystore.p12
            """)
        .exits(0);
    create("secret", "generic", "webhook-server-cert", lab.home.file("keystore.p12").toString());
    create("configmap", "programs", lab.program(Operator.class).toString());
    CHARTS.forEach(chart -> lab.applyFrom("charts/" + chart));
  }

  private void create(String... kindNameAndFile) {
    List<String> words = List.of(kindNameAndFile);
    String file = "--from-file=" + words.getLast();
    String command = String.join(" ", words.subList(0, words.size() - 1));
    lab.home.kubectl(("create " + command + " " + file + " -n charts").split(" ")).exits(0);
  }

  @Test
  void aWebServerRunsAsNobodyInARootThatIsReadOnly() {
    available("site", 2);

    List<String> pods = pods("app.kubernetes.io/name=site");
    assertThat(pods).hasSize(2);
    for (String pod : pods) {
      assertThat(logWith("token none", pod))
          .extracting(line -> line.replace('\t', ' '))
          .containsExactly(
              "user 1001:1001, groups 1001 ",
              "CapEff: 0000000000000000",
              "CapBnd: 0000000000000000",
              "NoNewPrivs: 1",
              "root ro",
              "site read-only",
              "tmp 1001:1001",
              "page 644 0:1001 <p>open</p>",
              "named as the pod",
              "token none");
    }
  }

  @Test
  void aDatabaseFindsItsVolumePreparedAndComesBackUnderItsName() {
    JsonNode first = ready("orders-db-0");
    assertThat(logWith("host 5432 headless", "orders-db-0"))
        .containsExactly(
            "data 700 999:999",
            "shm 2777",
            "url db://orders:hush$word@orders-db-0",
            "init 644 0:999 create role reader",
            "name orders-db-0 orders-db-0.orders-db-hl.charts.svc.cluster.local",
            "host 5432 headless");

    lab.home.kubectl("delete", "pod", "orders-db-0", "-n", "charts").exits(0);

    JsonNode second =
        Await.value(
            "orders-db-0 comes back",
            PATIENCE,
            () -> Optional.of(ready("orders-db-0")).filter(pod -> !uid(pod).equals(uid(first))));
    assertThat(PodsInLab.restarts(second, "db")).isZero();
    assertThat(logWith("host 5432 headless", "orders-db-0"))
        .anyMatch(line -> line.startsWith("name orders-db-0 "));
    // What it said at its end is of no pod any more.
    Await.until(
        "its last words",
        PATIENCE,
        () -> lab.account.logLines("pods").contains("orders-db-0 has written all it had"));
  }

  @Test
  void aQueuesMemberHasItsCookieAndLeavesBeforeItIsStopped() {
    ready("mq-0");
    ready("mq-1");
    assertThat(logWith("labels " + labels("mq-1"), "mq-1"))
        .containsExactly(
            "node mq@mq-1.mq-headless.charts.svc.cluster.local",
            "cookie 400 0 not to be read",
            "own cookie 400 1001 crumbs",
            "memory 96",
            "labels " + labels("mq-1"));

    lab.home.kubectl("scale", "statefulset", "mq", "-n", "charts", "--replicas=1").exits(0);

    Await.until(
        "mq-1 has left",
        PATIENCE,
        () -> {
          List<String> said = lab.account.logLines("pods");
          return said.contains("stopped") && said.contains("mq-1 left the cluster");
        });
    assertThat(PodsInLab.restarts(ready("mq-0"), "mq")).isZero();
  }

  /** As the downward API writes them. */
  private String labels(String pod) {
    var text = new StringBuilder();
    get("pod", pod).at("/metadata/labels").properties().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            label ->
                text.append(label.getKey())
                    .append("=\"")
                    .append(label.getValue().asString())
                    .append("\" "));
    return text.toString().strip();
  }

  @Test
  void controllersKnowTheirClusterByItsCaAndOneLeads() {
    available("operator", 2);
    List<String> pods = pods("control-plane=controller-manager");
    String leader = holder("");
    String other = pods.stream().filter(pod -> !pod.equals(leader)).findFirst().orElseThrow();
    for (List<String> said :
        List.of(logWith("leads", leader), logWith("follows " + leader, other))) {
      assertThat(said)
          .startsWith(
              "identity system:serviceaccount:charts:operator",
              "secrets 403",
              "without the cluster's CA: refused");
    }

    lab.home.kubectl("delete", "pod", leader, "-n", "charts").exits(0);

    logWith("leads", holder(leader));
    available("operator", 2);
  }

  /** Who leads, as soon as it is not this one. Controllers are ready before one of them leads. */
  private String holder(String butNot) {
    return Await.value(
        "another leader than " + butNot,
        PATIENCE,
        () -> Optional.of(holder()).filter(holder -> !holder.isEmpty() && !holder.equals(butNot)));
  }

  /** Nobody, while there is no lease. */
  private String holder() {
    return lab.home
        .kubectl(
            "get lease operator -n charts --ignore-not-found -o jsonpath={.spec.holderIdentity}"
                .split(" "))
        .exits(0)
        .out();
  }

  @Test
  void aHooksJobIsTriedAgainInPlaceAndDone() {
    Await.until(
        "the job is complete",
        PATIENCE,
        () -> get("job", "migrate").at("/status/succeeded").asInt(0) == 1);

    List<String> pods = pods("app.kubernetes.io/component=migration");
    assertThat(pods).hasSize(1);
    JsonNode migrate = PodsInLab.container(get("pod", pods.getFirst()), "migrate");
    assertThat(migrate.at("/restartCount").asInt()).isOne();
    assertThat(migrate.at("/lastState/terminated/message").asString())
        .isEqualTo("schema is locked\n");
    assertThat(log(pods.getFirst(), "migrate").lines())
        .containsExactly("level info token hush in /state", "schema 4");
    assertThat(log(pods.getFirst(), "wait-for-db")).contains("database is there");
  }

  @Test
  void anExporterSharesNetworkVolumeAndPasswordOfWhatItMeasures() {
    available("stock", 1);

    String pod = pods("app.kubernetes.io/name=stock").getFirst();
    assertThat(logWith("read-only", pod, "-c", "metrics"))
        .containsExactly(
            "as 65534, groups 999 65534 , secret 640 0:999 hush", "scraped rows 42", "read-only");
  }

  private void available(String deployment, int replicas) {
    Await.until(
        deployment + " is available",
        PATIENCE,
        () ->
            get("deployment", deployment).at("/status/availableReplicas").asInt(0) == replicas
                && get("deployment", deployment).at("/status/replicas").asInt(0) == replicas);
  }

  private JsonNode ready(String pod) {
    try {
      return Await.value(
          pod + " is ready",
          PATIENCE,
          () ->
              items()
                  .filter(its -> its.at("/metadata/name").asString().equals(pod))
                  .filter(its -> its.at("/status/containerStatuses/0/ready").asBoolean(false))
                  .findFirst());
    } catch (AssertionError late) {
      String why = lab.home.kubectl("get", "pod", pod, "-n", "charts", "-o", "yaml").out();
      String said = lab.home.kubectl("logs", pod, "-n", "charts", "--all-containers").out();
      throw new AssertionError(late.getMessage() + "\n" + why + said, late);
    }
  }

  private Stream<JsonNode> items(String... selector) {
    String[] arguments =
        Stream.concat(Stream.of("get", "pods", "-n", "charts"), Arrays.stream(selector))
            .toArray(String[]::new);
    JsonNode items = lab.home.kubectlJson(arguments).at("/items");
    return StreamSupport.stream(items.spliterator(), false);
  }

  /** Names of those that are not about to go. */
  private List<String> pods(String selector) {
    return items("-l", selector)
        .filter(pod -> !pod.at("/metadata").has("deletionTimestamp"))
        .map(pod -> pod.at("/metadata/name").asString())
        .toList();
  }

  private JsonNode get(String kind, String name) {
    return lab.home.kubectlJson("get", kind, name, "-n", "charts");
  }

  private static String uid(JsonNode pod) {
    return pod.at("/metadata/uid").asString();
  }

  private String log(String pod, String container) {
    return lab.log(pod, "-n", "charts", "-c", container);
  }

  private List<String> logWith(String line, String pod, String... more) {
    String[] arguments =
        Stream.concat(Stream.of("-n", "charts"), Arrays.stream(more)).toArray(String[]::new);
    return lab.logWith(line, pod, arguments);
  }
}
