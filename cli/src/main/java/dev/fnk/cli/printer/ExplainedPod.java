package dev.fnk.cli.printer;

import dev.fnk.cli.engine.HourlyCost;
import dev.fnk.kubelet.explain.Explanation;
import java.util.OptionalInt;

/**
 * What becomes of a manifest's pods.
 *
 * @param owner what makes them, such as {@code Deployment default/web}
 * @param replicas how many there are at a time; empty: not known
 * @param cost of one of them; zero where it is refused
 */
public record ExplainedPod(
    Owner owner, OptionalInt replicas, Explanation explanation, HourlyCost cost) {
  /** An object of Kubernetes. */
  public record Owner(String kind, String namespace, String name) {
    @Override
    public String toString() {
      return kind + " " + namespace + "/" + name;
    }
  }

  /** Whether no task is made. */
  public boolean refused() {
    return explanation instanceof Explanation.Refused;
  }
}
