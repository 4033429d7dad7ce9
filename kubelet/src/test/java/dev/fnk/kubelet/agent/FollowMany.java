package dev.fnk.kubelet.agent;

import dev.fnk.kubelet.agent.contract.AgentStatus;
import dev.fnk.kubelet.eventloop.ConnectionLoop;
import dev.fnk.kubelet.schedule.SystemScheduler;
import dev.fnk.kubelet.sts.CallerIdentitySigner;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;

/** A node's process that follows many agents, which {@link AgentMemoryIT} plays. */
final class FollowMany {
  /** Enough for classes and code to be there before anything is counted. */
  private static final int WARM = 50;

  private FollowMany() {}

  /** Prints what they take: {@code AGENTS SECONDS HEAP-KIB RSS-KIB}. */
  public static void main(String[] arguments) throws Exception {
    URI sts = URI.create(arguments[0]);
    String key = arguments[1];
    int port = Integer.parseInt(arguments[2]);
    int number = Integer.parseInt(arguments[3]);
    var signer =
        new CallerIdentitySigner(
            StaticCredentialsProvider.create(
                AwsSessionCredentials.create(key, "secret/+", "token/+= x")),
            Region.EU_WEST_1,
            sts,
            Clock.systemUTC());
    try (var scheduler = new SystemScheduler();
        var loop = new ConnectionLoop();
        var agents =
            new NettyAgents(signer, sts, Timing.standard(), scheduler, new Random(1), loop)) {
      follow(agents, 0, WARM, port);
      for (int i = 0; i < WARM; i++) {
        agents.forget(task(i));
      }
      long heap = heap();
      long resident = resident();
      double seconds = follow(agents, WARM, WARM + number, port);
      System.out.printf(
          Locale.ROOT,
          "%d %.1f %d %d%n",
          number,
          seconds,
          heap() - heap >> 10,
          resident() - resident);
    }
  }

  /** The agents tell by the address that was called which task they are of. */
  static String task(int number) {
    return "127.1." + number / 250 + "." + (number % 250 + 1);
  }

  private static double follow(Agents agents, int from, int to, int port)
      throws InterruptedException {
    var told = new CountDownLatch(to - from);
    long began = System.nanoTime();
    for (int i = from; i < to; i++) {
      agents.follow(
          new AgentTarget(task(i), task(i), port, "arn:aws:iam::123456789012:role/pod"),
          new Agents.Listener() {
            @Override
            public void status(AgentStatus status) {
              told.countDown();
            }

            @Override
            public void lost(String why) {
              System.err.println(why);
            }
          });
    }
    if (!told.await(4, TimeUnit.MINUTES)) {
      throw new IllegalStateException(told.getCount() + " are not connected");
    }
    return (System.nanoTime() - began) / 1e9;
  }

  private static long heap() throws InterruptedException {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 4; i++) {
      System.gc();
      Thread.sleep(200);
      Runtime runtime = Runtime.getRuntime();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }

  private static long resident() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .sum();
  }
}
