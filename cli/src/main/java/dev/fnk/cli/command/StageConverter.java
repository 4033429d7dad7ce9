package dev.fnk.cli.command;

import dev.fnk.cli.stage.Stage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a stage's name. */
final class StageConverter implements ITypeConverter<Stage> {
  /** The stages, for help and completion. */
  static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return new ArrayList<>(Arrays.stream(Stage.values()).map(Stage::word).toList()).iterator();
    }
  }

  @Override
  public Stage convert(String text) {
    return Arrays.stream(Stage.values())
        .filter(stage -> stage.word().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "no stage '%s'; the stages are %s"
                        .formatted(
                            text,
                            Arrays.stream(Stage.values())
                                .map(Stage::word)
                                .collect(Collectors.joining(", ")))));
  }
}
