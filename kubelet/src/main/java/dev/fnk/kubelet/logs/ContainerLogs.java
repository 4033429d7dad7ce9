package dev.fnk.kubelet.logs;

import java.io.IOException;
import java.io.OutputStream;

/** Where the kubelet API reads container logs. */
public interface ContainerLogs {
  /**
   * Writes the log to {@code out}, flushing after each batch; with {@code follow} until the
   * container has ended and its last line is out, or writing fails because the reader left.
   *
   * @throws LogsNotFoundException the node has no such pod or container
   */
  void stream(LogRequest request, OutputStream out) throws IOException, LogsNotFoundException;
}
