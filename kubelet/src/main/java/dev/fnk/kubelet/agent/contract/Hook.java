package dev.fnk.kubelet.agent.contract;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a container's lifecycle has done after its start or before its end: one of these.
 *
 * @param exec a command in the container, with its environment and user
 * @param sleepSeconds 0 to a year
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Hook(List<String> exec, Optional<HttpGet> httpGet, OptionalLong sleepSeconds) {
  public Hook {
    exec = List.copyOf(exec);
  }

  public static Hook exec(List<String> command) {
    return new Hook(command, Optional.empty(), OptionalLong.empty());
  }

  public static Hook httpGet(HttpGet request) {
    return new Hook(List.of(), Optional.of(request), OptionalLong.empty());
  }

  public static Hook sleep(long seconds) {
    return new Hook(List.of(), Optional.empty(), OptionalLong.of(seconds));
  }

  /** Never shows the command. */
  @Override
  public String toString() {
    return "Hook[" + httpGet.map(HttpGet::toString).orElse(exec.isEmpty() ? "sleep" : "exec") + "]";
  }

  /**
   * A request; whatever answers is well.
   *
   * @param path may have a query
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record HttpGet(boolean https, String host, int port, String path, List<Header> headers) {
    public HttpGet {
      headers = List.copyOf(headers);
    }

    /** Never shows path and headers: both may hold secrets. */
    @Override
    public String toString() {
      return "HttpGet[" + host + ":" + port + "]";
    }
  }

  /** May be a secret. */
  public record Header(String name, String value) {
    /** Never shows the value. */
    @Override
    public String toString() {
      return name + ": ...";
    }
  }
}
