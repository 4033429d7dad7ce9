package dev.fnk.cli.config;

import java.util.List;

/** The value of a setting. */
public sealed interface Value {
  /** As Jackson writes it: a String, Boolean, Integer or a list of strings. */
  Object plain();

  record Text(String text) implements Value {
    @Override
    public Object plain() {
      return text;
    }
  }

  record Flag(boolean on) implements Value {
    @Override
    public Object plain() {
      return on;
    }
  }

  record Whole(int number) implements Value {
    @Override
    public Object plain() {
      return number;
    }
  }

  record Texts(List<String> texts) implements Value {
    public Texts {
      texts = List.copyOf(texts);
    }

    @Override
    public Object plain() {
      return texts;
    }
  }
}
