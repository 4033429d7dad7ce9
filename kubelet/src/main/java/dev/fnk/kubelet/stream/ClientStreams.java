package dev.fnk.kubelet.stream;

/** What a client's protocol tells of itself. */
enum ClientStreams {
  /** All that were asked for are open: the command may begin. */
  OPEN,
  /** To the client's protocol: all has been written. */
  OVER
}
