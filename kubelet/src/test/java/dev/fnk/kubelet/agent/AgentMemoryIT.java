package dev.fnk.kubelet.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.fnk.kubelet.sts.FakeSts;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What connections to agents take that have nothing to tell, in a node's process of its own with
 * the collector and the share of memory that a small task gives it. The agents are this process.
 */
@Timeout(300)
class AgentMemoryIT {
  @ParameterizedTest
  @CsvSource({"100, 10, 60", "5000, 150, 300"})
  void whatIdleConnectionsTakeIsBounded(int number, int mostHeapMiB, int mostResidentMiB)
      throws Exception {
    try (var sts = new FakeSts();
        var honest = new HonestAgent(sts);
        var agents = honest.teach(new FakeAgent(), "pod", "")) {
      agents.on(
          "/v1/prove",
          call ->
              honest.prove(
                  call,
                  "pod",
                  ((InetSocketAddress) call.connection().localAddress())
                      .getAddress()
                      .getHostAddress()));
      Process node =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:+UseSerialGC",
                  "-Xmx700m", // 70 % of a task of 1 GiB
                  "-cp",
                  System.getProperty("java.class.path"),
                  FollowMany.class.getName(),
                  sts.endpoint().toString(),
                  sts.key("node", "n1"),
                  String.valueOf(agents.port()),
                  String.valueOf(number))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try {
        String told = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(node.waitFor(10, TimeUnit.SECONDS)).isTrue();
        String[] figures = told.strip().lines().toList().getLast().split(" ");
        System.out.printf(
            "%s idle agents, connected after %s s: heap %s KiB, resident %s KiB%n",
            (Object[]) figures);
        assertThat(figures[0]).isEqualTo(String.valueOf(number));
        assertThat(Integer.parseInt(figures[2])).isLessThan(mostHeapMiB << 10);
        assertThat(Integer.parseInt(figures[3])).isLessThan(mostResidentMiB << 10);
      } finally {
        node.destroyForcibly();
      }
    }
  }
}
