package dev.fnk.cli.digest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class Sha256Test {
  /** The example of one block in FIPS 180-4's examples. */
  private static final String OF_ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @Test
  void aTextIsHashedInOneOrInPieces() {
    assertThat(Sha256.hex("abc")).isEqualTo(OF_ABC);

    var hash = new Sha256();
    hash.update("ab..".getBytes(StandardCharsets.UTF_8), 2);
    hash.update("c".getBytes(StandardCharsets.UTF_8), 1);
    assertThat(hash.hex()).isEqualTo(OF_ABC);
  }
}
