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

/**
 * The query of containerLogs, which is that of PodLogOptions: read and judged as a kubelet does
 * (getContainerLogs of pkg/kubelet/server/server.go, ValidatePodLogOptions).
 */
final class LogQuery {
  /** Of RFC 3339. */
  private static final int MOST_YEARS = 9999;

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
    OptionalLong tail = query.tail();
    query.checkStream(tail);
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

  /** {@code tail} is what clients of Kubernetes 1.0 have for it, with {@code all} for all. */
  private OptionalLong tail() throws BadRequestException {
    String early = value("tail");
    if (early == null) {
      return number("tailLines", 0);
    }
    return early.equals("all") ? OptionalLong.empty() : number("tail", 0);
  }

  private void checkStream(OptionalLong tail) throws BadRequestException {
    String stream = value("stream");
    if (stream == null || stream.equals("All")) {
      return;
    }
    if (!stream.equals("Stdout") && !stream.equals("Stderr")) {
      throw BadRequestException.invalid(
          "stream '%s' is none of All, Stdout, Stderr".formatted(stream));
    }
    if (tail.isPresent()) {
      throw BadRequestException.invalid("tailLines and a stream of its own exclude each other");
    }
    throw new BadRequestException(
        "unable to return the given log stream: \"%s\": the log driver keeps both in one"
            .formatted(stream));
  }

  private Optional<Instant> since(Instant now) throws BadRequestException {
    OptionalLong seconds = number("sinceSeconds", 1);
    String time = value("sinceTime");
    if (time == null) {
      return seconds.isEmpty()
          ? Optional.empty()
          : Optional.of(now.minusSeconds(Math.min(seconds.getAsLong(), now.getEpochSecond())));
    }
    Instant since = time(time);
    if (seconds.isPresent()) {
      throw BadRequestException.invalid("at most one of sinceTime and sinceSeconds may be given");
    }
    return Optional.of(since);
  }

  /** What is before 1970, as Go's zero time is, CloudWatch does not take; no log is as old. */
  private static Instant time(String text) throws BadRequestException {
    try {
      OffsetDateTime time = OffsetDateTime.parse(text);
      if (time.getYear() <= MOST_YEARS) {
        Instant since = time.toInstant();
        return since.isBefore(Instant.EPOCH) ? Instant.EPOCH : since;
      }
    } catch (DateTimeException e) {
      // said below, as for a year of five digits
    }
    throw new BadRequestException("sinceTime '%s' is not an RFC 3339 time".formatted(text));
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
    List<String> values = query.getOrDefault(name, List.of());
    if (values.isEmpty()) {
      return OptionalLong.empty();
    }
    String value = values.getFirst();
    long number;
    try {
      number = Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new BadRequestException("%s '%s' is not a number".formatted(name, value));
    }
    if (number < least) {
      throw BadRequestException.invalid(
          "%s '%s' is not a number of at least %d".formatted(name, value, least));
    }
    return OptionalLong.of(number);
  }

  private @Nullable String value(String name) {
    List<String> values = query.get(name);
    return values == null || values.isEmpty() || values.getFirst().isEmpty()
        ? null
        : values.getFirst();
  }
}
