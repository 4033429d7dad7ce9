package dev.fnk.cli.world;

/**
 * One thing that a world needs, and whether it is there.
 *
 * @param name what was looked at
 * @param detail what was found
 * @param remedy what a person does about it; empty where nothing is to be done
 */
public record Check(String name, boolean ok, String detail, String remedy) {
  public static Check passed(String name, String detail) {
    return new Check(name, true, detail, "");
  }
}
