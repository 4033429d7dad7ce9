package dev.fnk.kubelet.server;

import dev.fnk.kubelet.logs.LogRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The query of containerLogs, which is that of PodLogOptions. */
final class LogQuery {
  private final Map<String, List<String>> query;

  private LogQuery(Map<String, List<String>> query) {
    this.query = query;
  }

  /**
   * Reads it; unknown parameters are ignored, as the kubelet does.
   *
   * @param now what {@code sinceSeconds} counts back from
   */
  static LogRequest parse(
      String namespace,
      String pod,
      String container,
      Map<String, List<String>> parameters,
      Instant now)
      throws BadRequestException {
    var query = new LogQuery(parameters);
    String stream = query.value("stream");
    if (stream != null && !stream.equals("All")) {
      throw new BadRequestException(
          "unable to return the given log stream: \"%s\": the log driver keeps both in one"
              .formatted(stream));
    }
    OptionalLong tail = query.number("tailLines", 0);
    return new LogRequest(
        namespace,
        pod,
        container,
        query.flag("follow"),
        query.flag("previous"),
        query.flag("timestamps"),
        tail.isEmpty()
            ? OptionalInt.empty()
            : OptionalInt.of(Math.toIntExact(Math.min(tail.getAsLong(), Integer.MAX_VALUE))),
        query.since(now),
        query.number("limitBytes", 1));
  }

  private Optional<Instant> since(Instant now) throws BadRequestException {
    OptionalLong seconds = number("sinceSeconds", 1);
    String time = value("sinceTime");
    if (time == null) {
      return seconds.isEmpty()
          ? Optional.empty()
          : Optional.of(now.minusSeconds(Math.min(seconds.getAsLong(), now.getEpochSecond())));
    }
    if (seconds.isPresent()) {
      throw new BadRequestException("at most one of sinceTime and sinceSeconds may be given");
    }
    try {
      return Optional.of(OffsetDateTime.parse(time).toInstant());
    } catch (DateTimeException e) {
      throw new BadRequestException("sinceTime '%s' is not an RFC 3339 time".formatted(time));
    }
  }

  /** As Kubernetes reads booleans: present and not false is true. */
  private boolean flag(String name) {
    List<String> values = query.get(name);
    return values != null
        && !values.isEmpty()
        && !values.getFirst().equalsIgnoreCase("false")
        && !values.getFirst().equals("0");
  }

  private OptionalLong number(String name, long least) throws BadRequestException {
    String value = value(name);
    if (value == null) {
      return OptionalLong.empty();
    }
    try {
      long number = Long.parseLong(value);
      if (number >= least) {
        return OptionalLong.of(number);
      }
    } catch (NumberFormatException e) {
      // said below, as for a number out of range
    }
    throw new BadRequestException(
        "%s '%s' is not a number of at least %d".formatted(name, value, least));
  }

  private @Nullable String value(String name) {
    List<String> values = query.get(name);
    return values == null || values.isEmpty() || values.getFirst().isEmpty()
        ? null
        : values.getFirst();
  }
}
