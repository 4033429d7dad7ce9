package dev.fnk.local.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class IamIdsTest {
  private static String inForm(String answer) {
    return new String(
        IamIds.inForm(answer.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
  }

  @Test
  void aKindIsToldByItsPrefix() {
    assertThat(inForm("<UserId>abcdefghij0123456789</UserId>"))
        .isEqualTo("<UserId>AIDAABCDEFGHIJ0123456</UserId>");
    assertThat(inForm("<PolicyId>ABCDEFGHIJKLMNOPQRSTU</PolicyId>"))
        .matches("<PolicyId>ANPA[A-Z0-9]{17}</PolicyId>");
    assertThat(inForm("<GroupId>a</GroupId>")).matches("<GroupId>AGPA[A-Z0-9]{17}</GroupId>");
  }

  @Test
  void whatHasItsFormStays() {
    String role = "<Role><RoleId>AROA0123456789ABCDEFG</RoleId><RoleName>x</RoleName></Role>";
    assertThat(inForm(role)).isEqualTo(role);
    assertThat(inForm(inForm("<UserId>abcdefghij0123456789</UserId>")))
        .isEqualTo(inForm("<UserId>abcdefghij0123456789</UserId>"));
  }
}
