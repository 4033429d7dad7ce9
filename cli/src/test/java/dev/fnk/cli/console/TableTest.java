package dev.fnk.cli.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class TableTest {
  @Test
  void columnsAreAsWideAsTheirWidestCell() {
    TestOutput out = new TestOutput();
    new Table("STAGE", "STATE").row("base", "up").row("workload", "").print(out.stream());
    assertThat(out.text()).isEqualTo("STAGE     STATE\nbase      up\nworkload\n");
  }

  @Test
  void aRowHasAsManyCellsAsTheHeading() {
    assertThatThrownBy(() -> new Table("A", "B").row("a"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
