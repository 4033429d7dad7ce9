package dev.fnk.cli.printer;

import dev.fnk.cli.console.Table;
import dev.fnk.cli.engine.LabStatus;
import dev.fnk.cli.engine.LabStatus.PodStatus;
import dev.fnk.cli.engine.LabStatus.ResourceStatus;
import dev.fnk.cli.engine.LabStatus.StageStatus;
import dev.fnk.kubelet.contract.CpuAndMemory;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Shows a lab's status to a person and to programs. */
public record StatusPrinter(LabStatus status) {
  public void text(PrintStream out) {
    Table stages = new Table("STAGE", "STATE", "RESOURCES");
    for (StageStatus stage : status.stages()) {
      stages.row(stage.name(), stage.state(), count(stage));
    }
    stages.print(out);
    unknown(out);
    if (status.stages().stream()
        .anyMatch(stage -> stage.resources().stream().anyMatch(StatusPrinter::isThere))) {
      out.println();
      resources().print(out);
    }
    if (!status.open().isEmpty()) {
      out.println();
      status.open().forEach(line -> out.println("open from outside, " + line));
    }
    status
        .node()
        .ifPresent(
            node -> {
              out.println();
              new Table("NODE", "READY", "VERSION", "PODS", "CPU", "MEMORY")
                  .row(
                      node.name(),
                      node.ready() ? "yes" : "no",
                      node.version(),
                      Integer.toString(node.capacity().pods()),
                      node.capacity().cpu(),
                      node.capacity().memory())
                  .print(out);
            });
    if (!status.pods().isEmpty()) {
      out.println();
      podTable(status.pods()).print(out);
    }
    if (!status.notes().isEmpty()) {
      out.println();
      status.notes().forEach(note -> out.println("note: " + note));
    }
  }

  /** Only what differs from what is wanted. */
  public void drift(PrintStream out) {
    Table table = new Table("STAGE", "RESOURCE", "DRIFT");
    boolean any = false;
    for (StageStatus stage : status.stages()) {
      for (ResourceStatus resource : stage.resources()) {
        if (resource.drift().isPresent()) {
          any = true;
          table.row(stage.name(), resource.resource().toString(), resource.drift().get());
        }
      }
    }
    if (any) {
      table.print(out);
    } else {
      out.println("no drift: all that is there is as it should be");
    }
  }

  /** Such as {@code 3/6}, or {@code 3/6, 2 unknown}. */
  private static String count(StageStatus stage) {
    long unknown = stage.resources().stream().filter(StatusPrinter::isUnknown).count();
    long there = stage.resources().stream().filter(StatusPrinter::isThere).count() - unknown;
    return "%d/%d%s"
        .formatted(
            there, stage.resources().size(), unknown == 0 ? "" : ", " + unknown + " unknown");
  }

  /** Each reason why something is not known, with all that it concerns. */
  private void unknown(PrintStream out) {
    Map<String, List<String>> byReason = new LinkedHashMap<>();
    status
        .stages()
        .forEach(
            stage -> stage.reason().ifPresent(why -> add(byReason, why, "stage " + stage.name())));
    new TreeMap<>(status.unknown()).forEach((what, why) -> add(byReason, why, what));
    if (!byReason.isEmpty()) {
      out.println();
      byReason.forEach(
          (why, what) -> out.println("unknown: %s: %s".formatted(String.join(", ", what), why)));
    }
  }

  private static void add(Map<String, List<String>> byReason, String why, String what) {
    byReason.computeIfAbsent(why, _ -> new ArrayList<>()).add(what);
  }

  private static boolean isUnknown(ResourceStatus resource) {
    return resource.state().equals("unknown");
  }

  private static boolean isThere(ResourceStatus resource) {
    return !resource.state().equals("absent");
  }

  private Table resources() {
    Table table = new Table("STAGE", "RESOURCE", "STATE", "ID", "DRIFT");
    for (StageStatus stage : status.stages()) {
      for (ResourceStatus resource : stage.resources()) {
        if (isThere(resource)) {
          table.row(
              stage.name(),
              resource.resource().toString(),
              resource.state(),
              resource.id().orElse("-"),
              resource.drift().orElse(""));
        }
      }
    }
    return table;
  }

  public static Table podTable(List<PodStatus> pods) {
    Table table =
        new Table(
            "NAMESPACE", "POD", "PHASE", "IP", "PUBLIC IP", "TASK", "CPU", "MEMORY", "UNUSED");
    for (PodStatus pod : pods) {
      table.row(
          pod.namespace(),
          pod.name(),
          pod.phase(),
          pod.ip().orElse("-"),
          pod.publicIp().orElse("-"),
          pod.task().map(arn -> arn.substring(arn.lastIndexOf('/') + 1)).orElse("-"),
          pod.size().map(size -> Integer.toString(size.cpu())).orElse("-"),
          pod.size().map(size -> Integer.toString(size.memoryMiB())).orElse("-"),
          pod.unused().map(CpuAndMemory::toString).orElse("-"));
    }
    return table;
  }

  public void fields(Document document) {
    document.with("stages", status.stages().stream().map(StatusPrinter::stage).toList());
    status
        .node()
        .ifPresent(
            node -> {
              Map<String, Object> capacity = new LinkedHashMap<>();
              capacity.put("pods", node.capacity().pods());
              capacity.put("cpu", node.capacity().cpu());
              capacity.put("memory", node.capacity().memory());
              Map<String, Object> fields = new LinkedHashMap<>();
              fields.put("name", node.name());
              fields.put("ready", node.ready());
              fields.put("version", node.version());
              fields.put("capacity", capacity);
              document.with("node", fields);
            });
    document.with("open", status.open());
    document.with("pods", pods(status.pods()));
    if (!status.unknown().isEmpty()) {
      document.with("unknown", new TreeMap<>(status.unknown()));
    }
    document.with("notes", status.notes());
  }

  private static Map<String, Object> stage(StageStatus stage) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("name", stage.name());
    fields.put("state", stage.state());
    stage.reason().ifPresent(why -> fields.put("reason", why));
    fields.put("resources", stage.resources().stream().map(StatusPrinter::resource).toList());
    return fields;
  }

  private static Map<String, Object> resource(ResourceStatus resource) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("type", resource.type());
    fields.put("name", resource.name());
    resource.id().ifPresent(id -> fields.put("id", id));
    resource.arn().ifPresent(arn -> fields.put("arn", arn));
    fields.put("state", resource.state());
    resource.drift().ifPresent(drift -> fields.put("drift", drift));
    return fields;
  }

  public static List<Map<String, Object>> pods(List<PodStatus> pods) {
    return pods.stream().map(StatusPrinter::pod).toList();
  }

  private static Map<String, Object> pod(PodStatus pod) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("namespace", pod.namespace());
    fields.put("name", pod.name());
    fields.put("phase", pod.phase());
    pod.ip().ifPresent(ip -> fields.put("ip", ip));
    pod.publicIp().ifPresent(ip -> fields.put("publicIp", ip));
    pod.task().ifPresent(task -> fields.put("task", task));
    pod.size().ifPresent(size -> fields.putAll(amount(size)));
    pod.unused().ifPresent(unused -> fields.put("unused", amount(unused)));
    return fields;
  }

  private static Map<String, Object> amount(CpuAndMemory amount) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("cpu", amount.cpu());
    fields.put("memory", amount.memoryMiB());
    return fields;
  }
}
