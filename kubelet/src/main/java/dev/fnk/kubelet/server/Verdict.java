package dev.fnk.kubelet.server;

import io.netty.channel.ChannelHandler;

/** What to do with a request, decided on its head. */
sealed interface Verdict {
  /** Read it whole and answer it. */
  record Plain() implements Verdict {}

  /** The handler takes the connection over. */
  record Streaming(ChannelHandler handler) implements Verdict {}

  /** Not admitted. */
  record Refused(int status, String text) implements Verdict {}
}
