package dev.fnk.kubelet.podspec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** By the cases of Kubernetes' third_party/forked/golang/expansion. */
class ExpansionTest {
  private static final Map<String, String> VARIABLES =
      Map.of("VAR_A", "A", "VAR_B", "B", "VAR_C", "C", "VAR_REF", "$(VAR_A)", "VAR_EMPTY", "");

  @ParameterizedTest
  @CsvSource({
    "$(VAR_A), A",
    "$(VAR_A)-1, A-1",
    "___$(VAR_B)___, ___B___",
    "___$(VAR_C), ___C",
    "$(VAR_A)_$(VAR_B)_$(VAR_C), A_B_C",
    "$$(VAR_B)_$(VAR_A), $(VAR_B)_A",
    "f000-$$VAR_A, f000-$VAR_A",
    "'foo\\$(VAR_C)bar', 'foo\\Cbar'",
    "$(VAR_A$(VAR_B)), $(VAR_A$(VAR_B))",
    "$(VAR_A$(VAR_B), $(VAR_A$(VAR_B)",
    "$(VAR_REF), $(VAR_A)",
    "foo$(VAR_EMPTY)bar, foobar",
    "foo$(VAR_Awhoops!, foo$(VAR_Awhoops!",
    "f00__(VAR_A)__, f00__(VAR_A)__",
    "$?_boo_$!, $?_boo_$!",
    "$VAR_A, $VAR_A",
    "$(VAR_DNE), $(VAR_DNE)",
    "$$$$$$(BIG_MONEY), $$$(BIG_MONEY)",
    "$$$$$$(VAR_A), $$$(VAR_A)",
    "$$$$$$$(GOOD_ODDS), $$$$(GOOD_ODDS)",
    "$$$$$$$(VAR_A), $$$A",
    "$VAR_A), $VAR_A)",
    "${VAR_A}, ${VAR_A}",
    "$(VAR_B)_______$(A, B_______$(A",
    "$(VAR_C)_______$(, C_______$(",
    "$(VAR_A)foobarzab$, Afoobarzab$",
    "--$($($($($--, --$($($($($--",
    "foo0--$($($($(, foo0--$($($($(",
    "$(foo$$var), $(foo$$var)",
    "$£FOO, $£FOO",
    "prefix-$€-suffix, prefix-$€-suffix",
    "$, $",
    "$(), $()",
    "'', ''"
  })
  void expandsAsKubernetesDoes(String text, String expected) {
    assertThat(Expansion.expand(text, VARIABLES::get)).isEqualTo(expected);
  }
}
