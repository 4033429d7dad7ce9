package dev.fnk.local.uri;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QueryStringTest {
  @Test
  void parametersKeepTheirOrderAndRepeat() {
    assertThat(QueryString.parse("b=1&a=2&b&&c=x=y").parameters())
        .containsExactly(
            new QueryString.Parameter("b", "1"),
            new QueryString.Parameter("a", "2"),
            new QueryString.Parameter("b", ""),
            new QueryString.Parameter("c", "x=y"));
  }

  @Test
  void aPlusIsABlankInAFormOnly() {
    assertThat(QueryString.parse("a=1+2%2B3").get("a")).contains("1+2+3");
    assertThat(QueryString.ofForm("a=1+2%2B3").get("a")).contains("1 2+3");
  }

  @Test
  void twoHexadecimalDigitsFollowAPercentSign() {
    assertThat(UriEncoding.wellFormed("a=%C3%a4&b")).isTrue();
    assertThat(UriEncoding.decode("%C3%a4")).isEqualTo("\u00e4");
    for (String bad : new String[] {"%", "%4", "a%zz", "%%41"}) {
      assertThat(UriEncoding.wellFormed(bad)).as(bad).isFalse();
    }
  }
}
