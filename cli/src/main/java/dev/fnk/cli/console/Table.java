package dev.fnk.cli.console;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Rows of text under a heading, in columns as wide as their widest cell. */
public final class Table {
  private final List<List<String>> rows = new ArrayList<>();

  public Table(String... heading) {
    rows.add(List.of(heading));
  }

  /** Adds a row of as many cells as the heading has. */
  public Table row(String... cells) {
    if (cells.length != rows.getFirst().size()) {
      throw new IllegalArgumentException(
          "a row of %d cells in a table of %d".formatted(cells.length, rows.getFirst().size()));
    }
    rows.add(List.of(cells));
    return this;
  }

  public void print(PrintStream out) {
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        String cell = row.get(column);
        line.append(cell);
        if (column < row.size() - 1) {
          line.repeat(' ', width(column) - cell.length() + 2);
        }
      }
      out.println(line.toString().stripTrailing());
    }
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }
}
