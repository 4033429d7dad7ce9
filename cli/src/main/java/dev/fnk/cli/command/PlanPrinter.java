package dev.fnk.cli.command;

import dev.fnk.cli.console.Table;
import dev.fnk.cli.lab.HourlyCost;
import dev.fnk.cli.lab.Plan;
import java.io.PrintStream;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Shows a plan to a person and to programs. */
record PlanPrinter(Plan plan) {
  void text(PrintStream out) {
    List<Plan.Step> shown =
        plan.steps().stream().filter(step -> !step.change().word().equals("none")).toList();
    if (shown.isEmpty()) {
      out.println("nothing to do");
      plan.notes().forEach(note -> out.println("note: " + note));
      return;
    }
    Table table = new Table("STAGE", "DO", "RESOURCE", "WHY");
    for (Plan.Step step : shown) {
      table.row(
          step.stage().word(),
          step.change().word(),
          step.type() + " " + step.name(),
          step.change().reason());
    }
    table.print(out);
    out.println();
    if (plan.direction() == Plan.Direction.UP) {
      opens().forEach(line -> out.println("open from outside, " + line));
    }
    plan.notes().forEach(note -> out.println("note: " + note));
    cost(out);
  }

  private List<String> opens() {
    return plan.steps().stream().flatMap(step -> step.opens().stream()).toList();
  }

  private void cost(PrintStream out) {
    HourlyCost cost = plan.hourlyCost();
    if (cost.items().isEmpty()) {
      return;
    }
    out.println(
        plan.direction() == Plan.Direction.UP
            ? "on AWS, about $%s an hour once it is up, by list price:".formatted(usd(cost))
            : "on AWS, about $%s an hour ends, by list price:".formatted(usd(cost)));
    cost.items()
        .forEach(item -> out.println("  $" + item.usd().toPlainString() + "  " + item.what()));
  }

  private static String usd(HourlyCost cost) {
    return cost.usd().setScale(2, RoundingMode.HALF_UP).toPlainString();
  }

  void fields(Document document) {
    if (plan.direction() == Plan.Direction.UP) {
      document.with("open", opens());
    }
    document
        .with("direction", plan.direction() == Plan.Direction.UP ? "up" : "down")
        .with("changes", plan.changes().size())
        .with("notes", plan.notes())
        .with("steps", plan.steps().stream().map(PlanPrinter::step).toList())
        .with(
            "hourlyCost",
            Map.of(
                "usd",
                plan.hourlyCost().usd(),
                "items",
                plan.hourlyCost().items().stream()
                    .map(item -> Map.of("what", item.what(), "usd", item.usd()))
                    .toList()));
  }

  private static Map<String, Object> step(Plan.Step step) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("stage", step.stage().word());
    fields.put("type", step.type());
    fields.put("name", step.name());
    fields.put("change", step.change().word());
    if (!step.change().reason().isEmpty()) {
      fields.put("reason", step.change().reason());
    }
    step.id().ifPresent(id -> fields.put("id", id));
    step.arn().ifPresent(arn -> fields.put("arn", arn));
    return fields;
  }
}
