package dev.fnk.cli.printer;

import dev.fnk.cli.engine.LabStatus;
import dev.fnk.cli.engine.LabStatus.StageStatus;
import dev.fnk.cli.stage.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the live lab shows of a stage, as lines. */
public record LiveAnswer(Stage stage, LabStatus status) {
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    status.stages().stream()
        .filter(one -> one.name().equals(stage.word()))
        .forEach(one -> stage(one, lines));
    switch (stage) {
      case BASE, ECS, KUBELET -> lines.add("nodes: " + node());
      case REGISTER -> lines.add("node: " + node());
      case WORKLOAD -> {
        lines.add("pods: " + unknown("pods").orElse("" + status.pods().size()));
        status
            .pods()
            .forEach(
                pod ->
                    lines.add(
                        "  %s/%s %s %s %s"
                            .formatted(
                                pod.namespace(),
                                pod.name(),
                                pod.phase(),
                                pod.ip().orElse("no address"),
                                pod.task().orElse("no task"))));
      }
    }
    return lines;
  }

  private String node() {
    return status
        .node()
        .map(node -> "%s, %s".formatted(node.name(), node.ready() ? "Ready" : "not Ready"))
        .or(() -> unknown("node"))
        .orElse("none");
  }

  private Optional<String> unknown(String what) {
    return Optional.ofNullable(status.unknown().get(what)).map(why -> "unknown: " + why);
  }

  private static void stage(StageStatus one, List<String> lines) {
    lines.add("stage %s: %s".formatted(one.name(), one.state()));
    one.resources()
        .forEach(
            resource ->
                lines.add(
                    "  %s %s: %s%s"
                        .formatted(
                            resource.type(),
                            resource.name(),
                            resource.state(),
                            resource.id().map(id -> ", " + id).orElse(""))));
  }
}
