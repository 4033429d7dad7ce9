package dev.fnk.local.daemon;

/**
 * One finding of the doctor.
 *
 * @param name what was looked at
 * @param ok whether the local lab can work with it
 * @param detail what was found
 * @param remedy what a person does about it; empty when there is nothing to do
 */
public record Check(String name, boolean ok, String detail, String remedy) {
  static Check passed(String name, String detail) {
    return new Check(name, true, detail, "");
  }

  static Check failed(String name, String detail, String remedy) {
    return new Check(name, false, detail, remedy);
  }
}
