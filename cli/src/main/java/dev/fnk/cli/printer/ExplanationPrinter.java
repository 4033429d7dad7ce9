package dev.fnk.cli.printer;

import dev.fnk.cli.engine.HourlyCost;
import dev.fnk.kubelet.contract.Sizing;
import dev.fnk.kubelet.explain.Explanation;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Shows what becomes of a manifest's pods.
 *
 * @param known what else of the manifest was counted, as {@code KIND/NAME}
 * @param others what the manifest has besides, likewise
 */
public record ExplanationPrinter(List<ExplainedPod> pods, List<String> known, List<String> others) {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /** What a kubelet would wait for, too, may come right by itself. */
  private static final String NEVER = "UnsupportedPodSpec";

  private static final String OWN = "fnk.dev/";

  public ExplanationPrinter {
    pods = List.copyOf(pods);
    known = List.copyOf(known);
    others = List.copyOf(others);
  }

  public void text(PrintStream out) {
    for (ExplainedPod pod : pods) {
      switch (pod.explanation()) {
        case Explanation.Refused refused -> refused(out, pod, refused);
        case Explanation.Runs runs -> runs(out, pod, runs);
      }
      out.println();
    }
    if (!known.isEmpty()) {
      out.println("counted as the manifest has it: " + String.join(", ", known));
    }
    if (!others.isEmpty()) {
      out.println("not pods, and passed over: " + String.join(", ", others));
    }
  }

  private static void refused(PrintStream out, ExplainedPod pod, Explanation.Refused refused) {
    boolean never = refused.reason().equals(NEVER);
    out.println(
        pod.owner()
            + (never ? ": refused, its pods stay Pending (" : ": its pods wait (")
            + refused.reason()
            + ")");
    refused.refusals().forEach(refusal -> out.println("  " + refusal));
  }

  private static void runs(PrintStream out, ExplainedPod pod, Explanation.Runs runs) {
    Sizing sizing = runs.sizing();
    out.println(pod.owner() + ": a Fargate task" + (one(pod) ? "" : " for each pod"));
    out.println("  size       " + size(sizing.size().cpu(), sizing.size().memoryMiB()));
    out.println("    asked for  " + size(sizing.cpu(), sizing.memoryMiB()));
    out.println(
        "    for fnk    " + sizing.shareMiB() + " MiB: its agent, a supervisor a container");
    out.println("    unused     " + size(sizing.unusedCpu(), sizing.unusedMemoryMiB()));
    out.println("  cost       " + cost(pod, runs.placed()));
    runs.placed().taskRoleArn().ifPresent(role -> out.println("  task role  " + role));
    ids(out, "  subnets    ", runs.placed().subnets());
    ids(out, "  groups     ", runs.placed().securityGroups());
    ids(out, "  tags       ", tags(runs.placed().tags()));
    runs.leftOut().forEach(left -> out.println("  left out   " + left.message()));
    out.println("  task definition");
    json(out, runs.taskDefinition());
    out.println("  what its agent is told");
    json(out, runs.agent());
  }

  private static boolean one(ExplainedPod pod) {
    return pod.replicas().orElse(0) == 1;
  }

  private static String size(int cpu, int memoryMiB) {
    String vcpu =
        new BigDecimal(cpu)
            .divide(new BigDecimal(1024), 3, RoundingMode.HALF_UP)
            .stripTrailingZeros()
            .toPlainString();
    return vcpu + " vCPU and " + memoryMiB + " MiB";
  }

  private static String cost(ExplainedPod pod, Explanation.Placed placed) {
    HourlyCost cost = pod.cost();
    if (cost.date().isEmpty()) {
      return "fnk knows no list price of " + cost.region();
    }
    String each =
        (cost.complete() ? "$" : "at least $")
            + usd(cost.usd())
            + " an hour"
            + (one(pod) ? "" : " a pod");
    int replicas = pod.replicas().orElse(1);
    String all =
        replicas == 1
            ? ""
            : ", $%s for %d pods"
                .formatted(usd(cost.usd().multiply(new BigDecimal(replicas))), replicas);
    return each
        + all
        + (placed.spot()
            ? ", were it on demand: it asks for Spot, which costs less"
            : ", on demand")
        + (placed.publicIp() ? ", with a public address" : "")
        + "; list price of %s, %s".formatted(cost.region(), cost.date().get());
  }

  /** Those that labels become; each task has the lab's own. */
  private static List<String> tags(Map<String, String> tags) {
    return tags.entrySet().stream()
        .filter(tag -> !tag.getKey().startsWith(OWN))
        .map(tag -> tag.getKey() + "=" + tag.getValue())
        .toList();
  }

  private static void ids(PrintStream out, String what, List<String> ids) {
    if (!ids.isEmpty()) {
      out.println(what + String.join(", ", ids));
    }
  }

  private static String usd(BigDecimal usd) {
    return usd.setScale(4, RoundingMode.HALF_UP).toPlainString();
  }

  private static void json(PrintStream out, Map<String, Object> document) {
    JSON.writeValueAsString(document).lines().forEach(line -> out.println("    " + line));
  }

  public void fields(Document document) {
    document
        .with("refused", pods.stream().anyMatch(ExplainedPod::refused))
        .with("pods", pods.stream().map(ExplanationPrinter::fields).toList())
        .with("known", known)
        .with("others", others);
  }

  private static Map<String, Object> fields(ExplainedPod pod) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("kind", pod.owner().kind());
    fields.put("namespace", pod.owner().namespace());
    fields.put("name", pod.owner().name());
    pod.replicas().ifPresent(replicas -> fields.put("replicas", replicas));
    fields.put("refused", pod.refused());
    switch (pod.explanation()) {
      case Explanation.Refused refused -> {
        fields.put("reason", refused.reason());
        fields.put("refusals", refused.refusals());
      }
      case Explanation.Runs runs -> {
        Sizing sizing = runs.sizing();
        fields.put("size", amount(sizing.size().cpu(), sizing.size().memoryMiB()));
        fields.put("asked", amount(sizing.cpu(), sizing.memoryMiB()));
        fields.put("share", amount(0, sizing.shareMiB()));
        fields.put("unused", amount(sizing.unusedCpu(), sizing.unusedMemoryMiB()));
        fields.put("hourlyCost", CostFields.of(pod.cost()));
        fields.put("placement", placement(runs.placed()));
        fields.put("tags", runs.placed().tags());
        fields.put("leftOut", runs.leftOut());
        fields.put("taskDefinition", runs.taskDefinition());
        fields.put("agent", runs.agent());
      }
    }
    return fields;
  }

  private static Map<String, Object> placement(Explanation.Placed placed) {
    var fields = new LinkedHashMap<String, Object>();
    placed.taskRoleArn().ifPresent(role -> fields.put("taskRoleArn", role));
    fields.put("spot", placed.spot());
    fields.put("subnets", placed.subnets());
    fields.put("securityGroups", placed.securityGroups());
    fields.put("publicIp", placed.publicIp());
    return fields;
  }

  /**
   * @param cpu units, 1024 a vCPU
   */
  private static Map<String, Object> amount(int cpu, int memoryMiB) {
    var fields = new LinkedHashMap<String, Object>();
    fields.put("cpu", cpu);
    fields.put("memoryMiB", memoryMiB);
    return fields;
  }
}
