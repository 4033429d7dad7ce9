package dev.fnk.kubelet.config;

import java.util.List;

/** The environment does not make a {@link NodeConfig}; each error names its variable. */
public final class NodeConfigException extends Exception {
  private final List<String> errors;

  public NodeConfigException(List<String> errors) {
    super(String.join("; ", errors));
    this.errors = List.copyOf(errors);
  }

  /** One line a variable. */
  public List<String> errors() {
    return errors;
  }
}
