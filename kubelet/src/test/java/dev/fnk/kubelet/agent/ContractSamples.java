package dev.fnk.kubelet.agent;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** The samples of the contract that the agent's own tests read too. */
final class ContractSamples {
  static final Wire WIRE = new Wire();

  private ContractSamples() {}

  static byte[] sample(String name) throws IOException {
    try (InputStream file =
        ContractSamples.class.getResourceAsStream("contract/" + name + ".json")) {
      return Objects.requireNonNull(file, name).readAllBytes();
    }
  }
}
