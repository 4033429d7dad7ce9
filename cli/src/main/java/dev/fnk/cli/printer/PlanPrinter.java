package dev.fnk.cli.printer;

import dev.fnk.cli.console.Table;
import dev.fnk.cli.engine.HourlyCost;
import dev.fnk.cli.engine.Plan;
import java.io.PrintStream;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Shows a plan to a person and to programs. */
public record PlanPrinter(Plan plan) {
  public void text(PrintStream out) {
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
          step.resource().toString(),
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
        "on AWS, %s$%s an hour %s, by %s:"
            .formatted(
                cost.complete() ? "about " : "at least ",
                usd(cost),
                plan.direction() == Plan.Direction.UP ? "once it is up" : "ends",
                source(cost)));
    cost.items()
        .forEach(
            item ->
                out.println(
                    "  %s  %s"
                        .formatted(
                            item.usd().map(usd -> "$" + usd.toPlainString()).orElse("unknown"),
                            item.what())));
    if (!cost.complete()) {
      out.println("  what is unknown here: https://aws.amazon.com/fargate/pricing (and eks, vpc)");
    }
  }

  private static String source(HourlyCost cost) {
    return cost.date()
        .map(date -> "list price of %s, %s".formatted(cost.region(), date))
        .orElseGet(() -> "list price, but fnk knows none of " + cost.region());
  }

  private static String usd(HourlyCost cost) {
    return cost.usd().setScale(2, RoundingMode.HALF_UP).toPlainString();
  }

  public void fields(Document document) {
    if (plan.direction() == Plan.Direction.UP) {
      document.with("open", opens());
    }
    document
        .with("direction", plan.direction() == Plan.Direction.UP ? "up" : "down")
        .with("changes", plan.changes().size())
        .with("notes", plan.notes())
        .with("steps", plan.steps().stream().map(PlanPrinter::step).toList())
        .with("hourlyCost", CostFields.of(plan.hourlyCost()));
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
