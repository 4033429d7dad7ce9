package dev.fnk.local.controlplane;

import dev.fnk.local.controlplane.binaries.BinarySet;
import dev.fnk.local.controlplane.pki.CertificateAuthority;
import dev.fnk.local.controlplane.pki.ClusterPki;
import dev.fnk.local.io.Directories;
import dev.fnk.local.io.ExceptionText;
import dev.fnk.local.process.ChildProcesses;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Consumer;

/**
 * One running control plane: etcd, kube-apiserver, kube-controller-manager and kube-scheduler, each
 * a child process that is started again when it dies.
 */
public final class ControlPlane implements AutoCloseable {
  private static final Duration ETCD_GRACE = Duration.ofSeconds(2);

  /** An API server drains its connections for up to a minute; nothing here needs that. */
  private static final Duration API_SERVER_GRACE = Duration.ofMillis(500);

  private static final Duration CONTROLLER_GRACE = Duration.ofSeconds(1);
  private static final Duration BOOT_DEADLINE = Duration.ofMinutes(2);
  private static final int LAST_WORDS = 5;

  private final ControlPlaneSpec spec;
  private final ClusterPki pki;
  private final URI endpoint;
  private final Deque<AutoCloseable> parts;
  private final KubernetesClient admin;

  private ControlPlane(
      ControlPlaneSpec spec,
      ClusterPki pki,
      URI endpoint,
      Deque<AutoCloseable> parts,
      KubernetesClient admin) {
    this.spec = spec;
    this.pki = pki;
    this.endpoint = endpoint;
    this.parts = parts;
    this.admin = admin;
  }

  /**
   * Boots one and returns when it serves; what was started is ended when it does not.
   *
   * @param progress takes one line a step
   * @throws ControlPlaneException a program ended, or the deadline passed
   */
  @SuppressWarnings("MustBeClosedChecker")
  public static ControlPlane boot(
      ControlPlaneSpec spec,
      BinarySet binaries,
      ChildProcesses processes,
      Consumer<String> progress) {
    Deque<AutoCloseable> parts = new ConcurrentLinkedDeque<>();
    try {
      Directories.privateDirectory(spec.directory());
      ClusterPki pki =
          ClusterPki.create(
              spec.directory().resolve("pki"), List.of(spec.address(), spec.services().address(1)));
      Commands.Ports ports =
          new Commands.Ports(
              freePort(spec.address()),
              freePort(InetAddress.getLoopbackAddress()),
              freePort(InetAddress.getLoopbackAddress()));
      URI endpoint =
          URI.create("https://" + spec.address().getHostAddress() + ":" + ports.apiServer());
      Commands commands = new Commands(spec, binaries, pki, ports);
      writeConfigs(spec, commands, pki, endpoint);

      Starter starter = new Starter(processes, spec, parts);
      progress.accept("starting etcd and kube-apiserver of " + spec.name());
      // The API server waits for etcd by itself.
      SupervisedProcess etcd = starter.start(BinarySet.ETCD, commands.etcd(), ETCD_GRACE);
      SupervisedProcess api =
          starter.start(BinarySet.API_SERVER, commands.apiServer(), API_SERVER_GRACE);
      awaitReady(endpoint, pki, etcd, api);
      SupervisedProcess manager =
          starter.start(
              BinarySet.CONTROLLER_MANAGER, commands.controllerManager(), CONTROLLER_GRACE);
      SupervisedProcess scheduler =
          starter.start(BinarySet.SCHEDULER, commands.scheduler(), CONTROLLER_GRACE);
      List.of(etcd, api, manager, scheduler).forEach(SupervisedProcess::supervise);
      progress.accept("kube-apiserver of " + spec.name() + " is ready at " + endpoint);
      KubernetesClient admin =
          new KubernetesClientBuilder().withConfig(adminConfig(endpoint, pki)).build();
      parts.push(admin);
      return new ControlPlane(spec, pki, endpoint, parts, admin);
    } catch (IOException e) {
      closeAll(parts);
      throw new ControlPlaneException(
          "cannot start the control plane of " + spec.name() + ": " + ExceptionText.of(e), e);
    } catch (InterruptedException e) {
      closeAll(parts);
      Thread.currentThread().interrupt();
      throw new ControlPlaneException("interrupted while " + spec.name() + " was starting", e);
    } catch (RuntimeException e) {
      closeAll(parts);
      throw e;
    }
  }

  /** Such as {@code https://10.0.0.1:43125}; from the host and from containers alike. */
  public URI endpoint() {
    return endpoint;
  }

  /** The cluster's authority. */
  public CertificateAuthority ca() {
    return pki.ca();
  }

  /** Acts as {@code system:masters}; closed with the control plane. */
  public KubernetesClient admin() {
    return admin;
  }

  /** Hands over something that uses the API server; it is closed before the server ends. */
  public void closeWith(AutoCloseable part) {
    parts.push(part);
  }

  /** Ends all programs and removes the directory. */
  @Override
  public void close() {
    closeAll(parts);
    try {
      Directories.delete(spec.directory());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + spec.directory(), e);
    }
  }

  private record Starter(
      ChildProcesses processes, ControlPlaneSpec spec, Deque<AutoCloseable> parts) {
    SupervisedProcess start(String name, List<String> command, Duration grace) throws IOException {
      Path log = spec.directory().resolve("logs").resolve(name + ".log");
      SupervisedProcess process = SupervisedProcess.start(processes, name, command, log, grace);
      parts.push(process);
      return process;
    }
  }

  private static void writeConfigs(
      ControlPlaneSpec spec, Commands commands, ClusterPki pki, URI endpoint) throws IOException {
    for (String component : List.of(ClusterPki.CONTROLLER_MANAGER, ClusterPki.SCHEDULER)) {
      ClusterPki.privateFile(
          commands.kubeconfig(component), ConfigFiles.kubeconfig(endpoint, pki, component));
    }
    ClusterPki.privateFile(commands.webhookKubeconfig(), ConfigFiles.webhook(spec.tokenWebhook()));
    ClusterPki.privateFile(commands.authenticationConfig(), ConfigFiles.authentication());
  }

  private static void awaitReady(
      URI endpoint, ClusterPki pki, SupervisedProcess etcd, SupervisedProcess api)
      throws IOException, InterruptedException {
    try (ReadyCheck check = new ReadyCheck(endpoint, pki.ca().pem())) {
      boolean ready =
          SupervisedProcess.await(
              () -> {
                requireAlive(etcd);
                requireAlive(api);
                return check.ready();
              },
              BOOT_DEADLINE);
      if (!ready) {
        throw new ControlPlaneException(
            "kube-apiserver is not ready after " + BOOT_DEADLINE + "; " + logTail(api.log()));
      }
    }
  }

  private static void requireAlive(SupervisedProcess process) throws IOException {
    if (!process.alive()) {
      throw new ControlPlaneException(process.name() + " ended; " + logTail(process.log()));
    }
  }

  private static String logTail(Path log) throws IOException {
    if (!Files.exists(log)) {
      return "it wrote no log";
    }
    List<String> lines = Files.readAllLines(log);
    return "the log ends: "
        + String.join(" | ", lines.subList(Math.max(0, lines.size() - LAST_WORDS), lines.size()));
  }

  private static Config adminConfig(URI endpoint, ClusterPki pki) {
    return new ConfigBuilder(Config.empty())
        .withMasterUrl(endpoint.toString())
        .withCaCertData(base64(pki.ca().pem()))
        .withClientCertData(base64(pki.admin().certificate()))
        .withClientKeyData(base64(pki.admin().privateKey()))
        .withClientKeyAlgo("EC")
        .withNamespace("kube-system")
        .build();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static int freePort(InetAddress address) throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, address)) {
      return socket.getLocalPort();
    }
  }

  /** The last started first; a part that fails to close does not keep the others alive. */
  private static void closeAll(Deque<AutoCloseable> parts) {
    RuntimeException failure = null;
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        if (failure == null) {
          failure = new ControlPlaneException("cannot end the control plane", e);
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}
