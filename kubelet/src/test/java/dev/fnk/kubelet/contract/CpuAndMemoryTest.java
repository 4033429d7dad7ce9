package dev.fnk.kubelet.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CpuAndMemoryTest {
  @Test
  void whatTheNodeWroteIsRead() {
    var amount = new CpuAndMemory(256, 30720);

    assertThat(CpuAndMemory.parse(amount.toString())).contains(amount);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "256", "256/", "/512", "256/512/1", "a/b", "-1/5", "9999999999/1"})
  void whatSomebodyElseWroteIsNot(String text) {
    assertThat(CpuAndMemory.parse(text)).isEmpty();
  }
}
