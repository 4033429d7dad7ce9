package dev.fnk.cli.resource;

/**
 * Something of the lab as an inventory lists it.
 *
 * @param type such as {@code ec2:network-interface}
 * @param arn its ARN, or its id where it has none
 * @param detail its state, for people
 * @param gone whether its service says that it is gone, or going without anybody's help; anything
 *     else is left over
 */
public record Trace(String type, String arn, String detail, boolean gone) {
  /** It is there, or nobody can tell. */
  public static Trace left(String type, String arn, String detail) {
    return new Trace(type, arn, detail, false);
  }

  /** Its service says that it is gone, or going by itself. */
  public static Trace gone(String type, String arn, String detail) {
    return new Trace(type, arn, detail, true);
  }
}
