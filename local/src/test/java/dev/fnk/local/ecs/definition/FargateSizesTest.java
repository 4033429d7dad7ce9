package dev.fnk.local.ecs.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FargateSizesTest {
  @Test
  void holdsThePublishedTable() {
    assertThat(memories(256)).containsExactly(512, 1024, 2048);
    assertThat(memories(512)).containsExactly(1024, 2048, 3072, 4096);
    assertThat(memories(1024)).hasSize(7).startsWith(2048).endsWith(8192);
    assertThat(memories(2048)).hasSize(13).startsWith(4096).endsWith(16384);
    assertThat(memories(4096)).hasSize(23).startsWith(8192).endsWith(30720);
    assertThat(memories(8192)).hasSize(12).startsWith(16384, 20480).endsWith(61440);
    assertThat(memories(16384)).hasSize(12).startsWith(32768, 40960).endsWith(122880);
    assertThat(memories(300)).isEmpty();
  }

  private static int[] memories(int cpu) {
    return IntStream.rangeClosed(1, 125_000)
        .filter(memory -> FargateSizes.exists(cpu, memory))
        .toArray();
  }

  @Test
  void readsBothNotations() {
    assertThat(FargateSizes.cpu("256")).isEqualTo(256);
    assertThat(FargateSizes.cpu(".25 vCPU")).isEqualTo(256);
    assertThat(FargateSizes.memory("0.5 GB")).isEqualTo(512);
    assertThat(FargateSizes.memory("2GB")).isEqualTo(2048);
  }
}
