package dev.fnk.cli.e2e;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** kubectl at a terminal, with somebody before it: what they do, in their order. */
final class Terminal {
  private final List<Map<String, Object>> steps = new ArrayList<>();
  private final Home home;

  Terminal(Home home) {
    this.home = home;
  }

  /** Changes its size. */
  Terminal size(int rows, int columns) {
    steps.add(Map.of("size", List.of(rows, columns)));
    return this;
  }

  /** Types. */
  Terminal type(String keys) {
    steps.add(Map.of("type", keys));
    return this;
  }

  /** Waits until it is shown, after what was seen before. */
  Terminal see(String text) {
    steps.add(Map.of("see", text));
    return this;
  }

  /** Runs it; ends as kubectl does, or with 124 when what is waited for is not shown. */
  Run kubectl(String... arguments) throws IOException {
    Path script = home.resource("terminal.py");
    return home.kubectlAtTerminal(script, JsonMapper.shared().writeValueAsString(steps), arguments);
  }

  /** Arguments of a kubectl that runs a pod on this node, attached to it, and removes it. */
  static String[] run(String image, String name, String streams, String... command) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "run",
                name,
                streams,
                "--rm",
                "--restart=Never",
                "--image=" + image,
                "--pod-running-timeout=180s",
                "--overrides={\"spec\":{\"tolerations\":"
                    + "[{\"key\":\"virtual-kubelet.io/provider\",\"operator\":\"Exists\"}]}}",
                "--command",
                "--"));
    all.addAll(List.of(command));
    return all.toArray(String[]::new);
  }
}
