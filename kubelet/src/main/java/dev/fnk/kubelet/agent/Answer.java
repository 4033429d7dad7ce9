package dev.fnk.kubelet.agent;

import java.nio.charset.StandardCharsets;

/** The answer to a call. */
@SuppressWarnings("ArrayRecordComponent") // read once
record Answer(int status, byte[] body) {
  private static final int LONGEST_TEXT = 300;

  /** An error's words, in one line of bounded length: whoever sent them. */
  String text() {
    int length = Math.min(body.length, LONGEST_TEXT);
    return new String(body, 0, length, StandardCharsets.UTF_8)
        .replaceAll("[\\p{Cntrl}\\p{Cf}\\s]+", " ")
        .strip();
  }

  /** Never shows the body. */
  @Override
  public String toString() {
    return status + ", " + body.length + " bytes";
  }
}
