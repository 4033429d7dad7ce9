package dev.fnk.kubelet.agent;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.DefaultByteBufHolder;

/**
 * A piece of one channel of a command's stream; the numbers are those of Kubernetes' WebSocket
 * protocols. An empty piece of stdin is its end.
 */
public final class StreamFrame extends DefaultByteBufHolder {
  public static final int STDIN = 0;
  public static final int STDOUT = 1;
  public static final int STDERR = 2;

  /** From the agent: a command's result; to a client: its status. */
  public static final int RESULT = 3;

  public static final int RESIZE = 4;

  /** To the agent: what is asked for. */
  public static final int REQUEST = 5;

  private final int channel;

  public StreamFrame(int channel, ByteBuf content) {
    super(content);
    this.channel = channel;
  }

  public int channel() {
    return channel;
  }

  @Override
  public StreamFrame replace(ByteBuf content) {
    return new StreamFrame(channel, content);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StreamFrame frame && frame.channel == channel && super.equals(other);
  }

  @Override
  public int hashCode() {
    return 31 * super.hashCode() + channel;
  }

  /** Never shows the content. */
  @Override
  public String toString() {
    return "frame of channel " + channel;
  }
}
