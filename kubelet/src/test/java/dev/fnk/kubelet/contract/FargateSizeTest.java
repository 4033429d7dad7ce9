package dev.fnk.kubelet.contract;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FargateSizeTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0, 256, 512",
    "256, 512, 256, 512",
    "256, 513, 256, 1024",
    "256, 2048, 256, 2048",
    "256, 2049, 512, 3072",
    "257, 512, 512, 1024",
    "100, 5000, 1024, 5120",
    "1024, 100, 1024, 2048",
    "2000, 16384, 2048, 16384",
    "2048, 16385, 4096, 17408",
    "4096, 30721, 8192, 32768",
    "8192, 17000, 8192, 20480",
    "8193, 1, 16384, 32768",
    "16384, 122880, 16384, 122880",
  })
  void theLeastThatHoldsBoth(int cpu, int memory, int boughtCpu, int boughtMemory) {
    assertThat(FargateSize.holding(cpu, memory)).contains(new FargateSize(boughtCpu, boughtMemory));
  }

  @ParameterizedTest
  @CsvSource({
    "256, 512, 0.25vCPU 0.5GB",
    "512, 1024, 0.5vCPU 1GB",
    "2048, 10240, 2vCPU 10GB",
    "16384, 122880, 16vCPU 120GB",
  })
  void inTheWordsOfEks(int cpu, int memory, String words) {
    assertThat(new FargateSize(cpu, memory).provisioned()).isEqualTo(words);
  }

  @ParameterizedTest
  @CsvSource({"16385, 1", "1, 122881"})
  void nothingHoldsMore(int cpu, int memory) {
    assertThat(FargateSize.holding(cpu, memory)).isEmpty();
  }
}
