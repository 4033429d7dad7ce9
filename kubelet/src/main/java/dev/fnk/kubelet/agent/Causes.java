package dev.fnk.kubelet.agent;

import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/** Failures of a connection, in words. */
final class Causes {
  private Causes() {}

  /** Kind and message of what a socket, TLS or HTTP/2 failed of; none of them bears content. */
  static String told(@Nullable Throwable cause) {
    if (cause == null) {
      return "for no reason given";
    }
    if (cause instanceof ClosedChannelException) {
      return "the connection is over";
    }
    String message = cause.getMessage();
    String kind = cause.getClass().getSimpleName();
    return message == null ? kind : kind + ": " + message;
  }
}
