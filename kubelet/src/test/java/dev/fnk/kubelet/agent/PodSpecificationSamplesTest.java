package dev.fnk.kubelet.agent;

import static dev.fnk.kubelet.agent.ContractSamples.WIRE;
import static dev.fnk.kubelet.agent.ContractSamples.sample;
import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.agent.contract.ContainerSpecification;
import dev.fnk.kubelet.agent.contract.ContainerSpecification.ExitRule;
import dev.fnk.kubelet.agent.contract.ContainerSpecification.Kind;
import dev.fnk.kubelet.agent.contract.ContainerSpecification.Restart;
import dev.fnk.kubelet.agent.contract.EnvVariable;
import dev.fnk.kubelet.agent.contract.Hook;
import dev.fnk.kubelet.agent.contract.Network;
import dev.fnk.kubelet.agent.contract.Network.HostEntry;
import dev.fnk.kubelet.agent.contract.PodSpecification;
import dev.fnk.kubelet.agent.contract.Probe;
import dev.fnk.kubelet.agent.contract.Volume;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** What an agent is told to run, to the letter of the samples that both sides have. */
final class PodSpecificationSamplesTest {
  private void assertWritten(PodSpecification pod, String name) throws IOException {
    assertThat(JsonMapper.shared().readTree(WIRE.write(pod)))
        .isEqualTo(JsonMapper.shared().readTree(sample(name)));
  }

  @Test
  void theLeastThatIsToBeRun() throws IOException {
    var app =
        new ContainerSpecification(
            "app",
            Kind.MAIN,
            Restart.ALWAYS,
            List.of(),
            true,
            List.of("/app"),
            List.of(),
            Optional.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            Optional.empty(),
            List.of(),
            false,
            false,
            Optional.empty(),
            false,
            OptionalLong.empty(),
            Optional.empty(),
            false,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    assertWritten(
        new PodSpecification(List.of(app), List.of(), 30, Optional.empty()),
        "pod-specification-minimal");
  }

  @Test
  void allThatIsToBeRun() throws IOException {
    var prepare =
        new ContainerSpecification(
            "prepare",
            Kind.INIT,
            Restart.ON_FAILURE,
            List.of(),
            false,
            List.of("/bin/sh", "-c", "echo \"$GREETING\""),
            List.of(
                new EnvVariable("PATH", "/usr/bin:/bin"),
                new EnvVariable("GREETING", "grüß dich, \"Welt\"\n"),
                new EnvVariable("EMPTY", "")),
            Optional.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            Optional.empty(),
            List.of(),
            false,
            false,
            Optional.of(List.of()),
            false,
            OptionalLong.empty(),
            Optional.empty(),
            false,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    var proxy =
        new ContainerSpecification(
            "proxy",
            Kind.SIDECAR,
            Restart.ALWAYS,
            List.of(),
            false,
            List.of("/proxy"),
            List.of(),
            Optional.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            Optional.of("proxy:www-data"),
            List.of(),
            false,
            true,
            Optional.empty(),
            true,
            OptionalLong.empty(),
            Optional.empty(),
            false,
            Optional.empty(),
            Optional.of(Hook.sleep(5)),
            Optional.of(Hook.httpGet(new Hook.HttpGet(false, "10.0.0.7", 80, "", List.of()))),
            Optional.of(
                new Probe(
                    List.of(),
                    Optional.empty(),
                    Optional.of(new Probe.TcpSocket("10.0.0.7", 9000)),
                    Optional.empty(),
                    0,
                    1,
                    1,
                    1,
                    30,
                    OptionalLong.empty())),
            Optional.empty(),
            Optional.of(
                new Probe(
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(new Probe.Grpc("10.0.0.7", 9000, "")),
                    1,
                    10,
                    1,
                    2,
                    3,
                    OptionalLong.empty())));
    var app =
        new ContainerSpecification(
            "app",
            Kind.MAIN,
            Restart.NEVER,
            List.of(
                new ExitRule(ExitRule.Operator.IN, List.of(42, 137), false),
                new ExitRule(ExitRule.Operator.NOT_IN, List.of(0, 1, 42), true)),
            false,
            List.of("server", "--port", "8080"),
            List.of(new EnvVariable("PASSWORD", "not-a-secret")),
            Optional.of("/srv/app"),
            OptionalLong.of(10001),
            OptionalLong.of(4294967294L),
            Optional.of("0"),
            List.of(0L, 2000L, 3000L),
            true,
            true,
            Optional.of(List.of("NET_BIND_SERVICE", "CHOWN")),
            true,
            OptionalLong.of(3),
            Optional.of("/dev/termination-log"),
            true,
            Optional.of(new ContainerSpecification.Console(true, true, true)),
            Optional.of(
                Hook.httpGet(
                    new Hook.HttpGet(
                        true,
                        "10.0.0.7",
                        8443,
                        "/started?by=node",
                        List.of(new Hook.Header("Authorization", "not-a-secret"))))),
            Optional.of(Hook.exec(List.of("/bin/sh", "-c", "quit"))),
            Optional.empty(),
            Optional.of(
                new Probe(
                    List.of("/bin/sh", "-c", "ask"),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    20,
                    10,
                    5,
                    1,
                    3,
                    OptionalLong.of(0))),
            Optional.of(
                new Probe(
                    List.of(),
                    Optional.of(new Hook.HttpGet(false, "10.0.0.7", 8080, "/ready", List.of())),
                    Optional.empty(),
                    Optional.empty(),
                    0,
                    10,
                    1,
                    1,
                    3,
                    OptionalLong.empty())));
    assertWritten(
        new PodSpecification(List.of(prepare, proxy, app), volumes(), 3600, Optional.of(network())),
        "pod-specification-full");
  }

  private static Network network() {
    return new Network(
        "web-0.sub.ns.svc.cluster.local",
        List.of(new HostEntry("10.0.0.7", List.of("web-0.sub.ns.svc.cluster.local", "web-0"))),
        List.of(new HostEntry("2001:db8::1", List.of("db"))),
        Optional.of(
            new Network.Dns(
                true, List.of("192.0.2.53"), List.of("example.com"), List.of("ndots:2", "edns0"))));
  }

  private static List<Volume> volumes() {
    return List.of(
        new Volume("cache", true, List.of(), OptionalLong.of(2000)),
        new Volume("plain", true, List.of(), OptionalLong.empty()),
        new Volume(
            "config",
            false,
            List.of(
                new Volume.File(
                    "app.properties", "colour=blue\n".getBytes(), 0644, OptionalInt.empty()),
                new Volume.File(
                    "certs/ca.crt",
                    new byte[] {0, 1, 2, (byte) 0xfd, (byte) 0xfe, (byte) 0xff},
                    0400,
                    OptionalInt.of(10001)),
                new Volume.File("empty", new byte[0], 0, OptionalInt.of(0))),
            OptionalLong.of(2000),
            List.of(new Volume.Place("app", "app.properties", "/etc/app.properties"))),
        new Volume("bare", false, List.of(), OptionalLong.empty()));
  }
}
