package dev.fnk.cli.resource;

/**
 * Which resource of a lab it is.
 *
 * @param type such as {@code ec2:vpc}
 * @param name deterministic; with the type unique in the lab
 */
public record ResourceId(String type, String name) {
  /** {@code ec2:vpc eks-lab}, as people read it. */
  @Override
  public String toString() {
    return type + " " + name;
  }
}
