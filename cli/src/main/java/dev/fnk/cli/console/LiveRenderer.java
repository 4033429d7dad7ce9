package dev.fnk.cli.console;

import dev.fnk.cli.event.Event;
import dev.fnk.cli.event.Event.Action;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.jline.utils.Display;

/** For a person at a terminal: what has ended scrolls by, what is in work stays below, live. */
final class LiveRenderer implements Renderer {
  private static final AttributedStyle DIM = AttributedStyle.DEFAULT.faint();
  private static final AttributedStyle GOOD =
      AttributedStyle.DEFAULT.foreground(AttributedStyle.GREEN);
  private static final AttributedStyle BAD =
      AttributedStyle.DEFAULT.foreground(AttributedStyle.RED);

  private final Terminal terminal;
  private final Display display;
  private final boolean colours;
  private final Map<String, InWork> inWork = new LinkedHashMap<>();

  /**
   * @param colours whether to use any
   */
  LiveRenderer(Terminal terminal, boolean colours) {
    this.terminal = terminal;
    this.display = new Display(terminal, false);
    this.colours = colours;
  }

  private record InWork(String label, Action action, Instant started, Optional<String> waiting) {}

  @Override
  public void on(Event event, Instant now) {
    switch (event) {
      case Event.StageStarted(String stage) -> above(styled(stage, AttributedStyle.BOLD), now);
      case Event.StageDone(String stage, Duration elapsed) ->
          above(styled("✓ " + stage, GOOD.bold()).append(" in " + Elapsed.text(elapsed)), now);
      case Event.ResourceStarted(String stage, String type, String name, Action action) -> {
        String label = type + " " + name;
        inWork.put(label, new InWork(label, action, now, Optional.empty()));
        draw(now);
      }
      case Event.ResourceWaiting waiting -> {
        String label = waiting.type() + " " + waiting.name();
        InWork known = inWork.get(label);
        inWork.put(
            label,
            new InWork(
                label,
                known == null ? Action.CREATE : known.action(),
                known == null ? now.minus(waiting.elapsed()) : known.started(),
                Optional.of(
                    "waiting for %s (at most %s)"
                        .formatted(waiting.what(), Elapsed.text(waiting.deadline())))));
        draw(now);
      }
      case Event.ResourceDone done -> {
        String label = done.type() + " " + done.name();
        inWork.remove(label);
        AttributedStringBuilder line = styled("  ✓ ", GOOD).append(label);
        line.append(" " + Words.of(done.action()).done());
        done.id().ifPresent(id -> line.append(styled(" " + id, DIM)));
        above(line.append(styled(" " + Elapsed.text(done.elapsed()), DIM)), now);
      }
      case Event.ResourceFailed failed -> {
        String label = failed.type() + " " + failed.name();
        inWork.remove(label);
        above(
            styled("  ✗ ", BAD)
                .append(label)
                .append(
                    ": failed to %s: %s"
                        .formatted(Words.of(failed.action()).infinitive(), failed.message())),
            now);
      }
      case Event.Notice(String message) ->
          above(new AttributedStringBuilder().append(message), now);
    }
  }

  @Override
  public void tick(Instant now) {
    if (!inWork.isEmpty()) {
      draw(now);
    }
  }

  @Override
  public void close() {
    clear();
    terminal.flush();
    try {
      terminal.close();
    } catch (IOException broken) {
      throw new java.io.UncheckedIOException("the terminal does not close", broken);
    }
  }

  private void above(AttributedStringBuilder line, Instant now) {
    clear();
    terminal.writer().println(line.toAnsi(colours ? terminal : null));
    draw(now);
  }

  private void clear() {
    resize();
    display.update(List.of(), 0);
    display.reset();
  }

  private void draw(Instant now) {
    resize();
    int rows = Math.max(1, terminal.getSize().getRows() - 2);
    List<AttributedString> lines = new ArrayList<>();
    for (InWork work : inWork.values()) {
      if (lines.size() == rows) {
        break;
      }
      lines.add(
          styled("  · ", DIM)
              .append(work.label())
              .append(
                  styled(
                      " %s %s"
                          .formatted(
                              work.waiting().orElseGet(() -> Words.of(work.action()).doing()),
                              Elapsed.text(Duration.between(work.started(), now))),
                      DIM))
              .toAttributedString()
              .columnSubSequence(0, Math.max(20, terminal.getSize().getColumns() - 1)));
    }
    display.update(lines, -1);
  }

  private void resize() {
    display.resize(terminal.getSize());
  }

  private AttributedStringBuilder styled(String text, AttributedStyle style) {
    return new AttributedStringBuilder().append(text, colours ? style : AttributedStyle.DEFAULT);
  }
}
