package dev.fnk.kubelet.stream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.DefaultByteBufHolder;

/** What a client's protocol and its session say to each other, of one of many connections. */
sealed interface ForwardMessage {
  /** The protocol's own number of the connection. */
  int connection();

  /** From the client: connect to this port. */
  record Open(int connection, int port) implements ForwardMessage {}

  /** Octets, in both directions; none: this side sends no more. */
  final class Data extends DefaultByteBufHolder implements ForwardMessage {
    private final int connection;

    Data(int connection, ByteBuf content) {
      super(content);
      this.connection = connection;
    }

    @Override
    public int connection() {
      return connection;
    }

    @Override
    public Data replace(ByteBuf content) {
      return new Data(connection, content);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Data data && data.connection == connection && super.equals(other);
    }

    @Override
    public int hashCode() {
      return 31 * super.hashCode() + connection;
    }

    /** Never shows the content. */
    @Override
    public String toString() {
      return "data of connection " + connection;
    }
  }

  /** From the client: it wants no more of it. It is not told of the end then. */
  record Reset(int connection) implements ForwardMessage {}

  /** To the client: it is over. */
  record Ended(int connection, ForwardOutcome outcome) implements ForwardMessage {}
}
