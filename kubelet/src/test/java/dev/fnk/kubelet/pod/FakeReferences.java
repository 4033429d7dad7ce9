package dev.fnk.kubelet.pod;

import dev.fnk.kubelet.fargate.Faults;
import dev.fnk.kubelet.image.ImageConfig;
import dev.fnk.kubelet.reference.ConfigMapData;
import dev.fnk.kubelet.reference.Reading;
import dev.fnk.kubelet.reference.ResolvedReferences;
import dev.fnk.kubelet.reference.ServiceAccountToken;
import dev.fnk.kubelet.reference.TokenKind;
import dev.fnk.kubelet.schedule.VirtualTime;
import dev.fnk.kubelet.task.Inputs;
import dev.fnk.kubelet.task.Resolution;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A config map, a secret that may be gone, and tokens, which pods of a history name. */
final class FakeReferences {
  static final Duration LIFE = Duration.ofMinutes(10);
  static final TokenKind TOKEN = new TokenKind("", LIFE.toSeconds());

  private final VirtualTime time;
  private final Faults faults;
  private String color = "c0";
  private Optional<String> word = Optional.of("w0");
  private int changes;
  // In the order of their beginning, whatever their hashes: a seed is one history.
  private final Map<VirtualTime.Process, Client> clients = new LinkedHashMap<>();

  FakeReferences(VirtualTime time, Faults faults) {
    this.time = time;
    this.faults = faults;
  }

  String color() {
    return color;
  }

  Optional<String> word() {
    return word;
  }

  InputResolver client(VirtualTime.Process process) {
    return clients.computeIfAbsent(process, Client::new);
  }

  /** Changes the config map, or makes, changes or deletes the secret. */
  void change(int what) {
    changes++;
    switch (what) {
      case 0 -> color = "c" + changes;
      case 1 -> word = Optional.of("w" + changes);
      default -> word = Optional.empty();
    }
    List.copyOf(clients.values()).forEach(Client::tell);
  }

  private final class Client implements InputResolver {
    private final VirtualTime.Process process;
    private final Map<String, Runnable> watchers = new TreeMap<>();
    private final Map<String, ServiceAccountToken> tokens = new HashMap<>();

    private Client(VirtualTime.Process process) {
      this.process = process;
    }

    private void tell() {
      List.copyOf(watchers.values())
          .forEach(
              changed ->
                  time.at(
                      Duration.ofMillis(1 + faults.random().nextInt(2000)),
                      () -> {
                        if (!process.dead()) {
                          changed.run();
                        }
                      }));
    }

    @Override
    public Resolution resolve(Pod pod, Runnable changed) throws InterruptedException {
      Map<String, ImageConfig> images =
          Map.of(
              "web",
              new ImageConfig(
                  pod.getSpec().getContainers().getFirst().getImage(),
                  List.of("/bin/web"),
                  List.of(),
                  List.of(),
                  Optional.empty(),
                  Optional.empty(),
                  Optional.empty(),
                  Set.of()));
      return switch (volumes(pod, changed)) {
        case Reading.Resolved resolved ->
            new Resolution.Resolved(new Inputs("10.0.0.9", images, resolved.references()));
        case Reading.Missing missing -> new Resolution.Missing(missing.what());
        case Reading.NotNow(String message) -> new Resolution.NotNow("ContainerCreating", message);
      };
    }

    @Override
    public Reading volumes(Pod pod, Runnable changed) throws InterruptedException {
      String uid = pod.getMetadata().getUid();
      watchers.put(uid, changed);
      if (faults.strikes(Faults.Kind.FAILED, 0.1)) {
        process.sleep(Duration.ofMillis(faults.random().nextInt(10_000)));
        return new Reading.NotNow("the API server does not answer");
      }
      var found = Map.of("colors", new ConfigMapData(Map.of("sky", color), Map.of()));
      Map<String, Map<String, byte[]>> secrets =
          word.map(text -> Map.of("login", Map.of("word", text.getBytes()))).orElse(Map.of());
      ServiceAccountToken token = token(uid);
      process.sleep(Duration.ofMillis(1 + faults.random().nextInt(50)));
      return new Reading.Resolved(
          new ResolvedReferences(secrets, found, Map.of(TOKEN, token), List.of()),
          List.of(),
          Optional.of(due(token)));
    }

    private ServiceAccountToken token(String uid) {
      Instant now = time.now();
      ServiceAccountToken held = tokens.get(uid);
      if (held == null || !now.isBefore(due(held))) {
        held = new ServiceAccountToken("token " + now, now, now.plus(LIFE));
        tokens.put(uid, held);
      }
      return held;
    }

    private Instant due(ServiceAccountToken token) {
      return token.issued().plus(LIFE.multipliedBy(4).dividedBy(5));
    }

    @Override
    public void release(String podUid) {
      watchers.remove(podUid);
      tokens.remove(podUid);
    }
  }
}
