package dev.fnk.kubelet.agent.contract;

/** One variable of the environment; may be a secret. */
public record EnvVariable(String name, String value) {
  /** Never shows the value. */
  @Override
  public String toString() {
    return name + "=...";
  }
}
