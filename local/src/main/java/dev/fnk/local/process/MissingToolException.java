package dev.fnk.local.process;

import java.io.IOException;

/** Something of the machine that the local lab needs is not there. */
public final class MissingToolException extends IOException {
  private final String remedy;

  /**
   * @param message what is missing
   * @param remedy what a person does about it
   */
  public MissingToolException(String message, String remedy) {
    super(message);
    this.remedy = remedy;
  }

  public String remedy() {
    return remedy;
  }
}
