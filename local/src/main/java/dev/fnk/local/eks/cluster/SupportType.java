package dev.fnk.local.eks.cluster;

import dev.fnk.local.eks.protocol.EksError;
import dev.fnk.local.json.Json;
import java.util.Arrays;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * What becomes of a cluster whose version leaves standard support: AWS upgrades it, or it goes on
 * at the price of extended support.
 */
public enum SupportType {
  STANDARD,
  EXTENDED;

  /** The one that an {@code upgradePolicy} asks for; empty when it asks for none. */
  public static Optional<SupportType> of(String cluster, JsonNode upgradePolicy) {
    return Json.text(upgradePolicy, "supportType")
        .map(
            asked ->
                Arrays.stream(values())
                    .filter(type -> type.name().equals(asked))
                    .findFirst()
                    .orElseThrow(
                        () ->
                            EksError.invalidParameter(
                                cluster, "Unknown supportType " + asked + ".")));
  }
}
