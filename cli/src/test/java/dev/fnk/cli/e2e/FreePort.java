package dev.fnk.cli.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.stream.IntStream;

/**
 * A port for a program that has to be told one: of those that the kernel gives to nobody, so that
 * no connection that is made meanwhile has it.
 */
final class FreePort {
  private FreePort() {}

  static int find() {
    return IntStream.range(20_000, 30_000).filter(FreePort::free).findFirst().orElseThrow();
  }

  private static boolean free(int port) {
    try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
