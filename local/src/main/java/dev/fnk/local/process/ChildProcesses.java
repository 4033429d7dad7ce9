package dev.fnk.local.process;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/**
 * Starts the processes of the local lab and ends them. Each is recorded below the state directory
 * (pid and start time) and carries {@value #MARKER} in its environment, so that the next start can
 * end what a killed one left. Where {@code setpriv} is installed, a child dies with this process.
 */
public final class ChildProcesses implements AutoCloseable {
  /** Environment variable of every process of the local lab; its value is the state directory. */
  public static final String MARKER = "fnk.dev/local";

  private static final List<String> INHERITED =
      List.of("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "USER");
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final Path stateDir;
  private final Path records;
  private final List<String> prefix;
  private final Deque<Child> children = new ArrayDeque<>();
  private final ReentrantLock lock = new ReentrantLock();

  /**
   * The kernel sends the parent-death signal when the thread that made the child ends: one thread
   * that lives as long as this object has to make them all.
   */
  private final ExecutorService starter =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("children").factory());

  /**
   * @param stateDir where the local lab keeps its state; made when missing
   */
  public ChildProcesses(Path stateDir) throws IOException {
    this.stateDir = stateDir.toAbsolutePath().normalize();
    this.records = this.stateDir.resolve("processes");
    Files.createDirectories(records);
    this.prefix = parentDeathSignal();
  }

  /**
   * Starts a process.
   *
   * @param name short name for records and messages, such as {@code etcd}
   * @param command program and arguments; never a secret among them, everyone can read them
   * @param environment added to PATH, HOME, LANG, TMPDIR; nothing else is inherited
   * @param log takes standard output and error, appended; its directory is made
   * @throws IOException the program cannot be run
   */
  public Child start(String name, List<String> command, Map<String, String> environment, Path log)
      throws IOException {
    List<String> line = new ArrayList<>(prefix);
    line.addAll(command);
    Optional<Path> logDir = Optional.ofNullable(log.toAbsolutePath().getParent());
    if (logDir.isPresent()) {
      Files.createDirectories(logDir.get());
    }
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .directory(stateDir.toFile())
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    Map<String, String> all = builder.environment();
    all.keySet().retainAll(INHERITED);
    all.putAll(environment);
    all.put(MARKER, stateDir.toString());
    Process process = onStarter(builder::start);
    Path record = records.resolve(name + "-" + process.pid());
    Child child = new Child(name, process, record, log);
    Optional<ProcessRecord> found = ProcessRecord.of(name, process.pid());
    if (found.isPresent()) {
      write(record, found.get().text());
    }
    lock.lock();
    try {
      children.push(child);
    } finally {
      lock.unlock();
    }
    return child;
  }

  /** Ends all children, the last one first. */
  @Override
  public void close() {
    lock.lock();
    try {
      while (!children.isEmpty()) {
        children.pop().stop(GRACE);
      }
    } finally {
      lock.unlock();
    }
    starter.shutdown();
  }

  /**
   * Ends what an earlier process started below the same state directory and left behind.
   *
   * @return the names of what was ended
   */
  public List<String> clearLeftovers() throws IOException {
    List<String> ended = new ArrayList<>();
    List<Path> files;
    try (Stream<Path> listed = Files.list(records)) {
      files = listed.toList();
    }
    for (Path file : files) {
      Optional<ProcessRecord> record = ProcessRecord.parse(Files.readString(file));
      if (record.isPresent() && end(record.get())) {
        ended.add(record.get().name());
      }
      Files.deleteIfExists(file);
    }
    return ended;
  }

  private boolean end(ProcessRecord record) {
    Optional<ProcessHandle> handle = ProcessHandle.of(record.pid());
    if (!record.alive()
        || !record.carries(MARKER, stateDir.toString())
        || handle.isEmpty()
        || handle.get().equals(ProcessHandle.current())) {
      return false;
    }
    handle.get().destroyForcibly();
    try {
      handle.get().onExit().get(GRACE.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(
          "process " + record.pid() + " (" + record.name() + ") does not end", e);
    }
    return true;
  }

  private Process onStarter(Callable<Process> start) throws IOException {
    try {
      return starter.submit(start).get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while a process was started", e);
    }
  }

  private static void write(Path file, String text) throws IOException {
    Path fresh = file.resolveSibling("." + file.getFileName());
    Files.write(fresh, text.getBytes(StandardCharsets.UTF_8));
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Busybox has a setpriv without the option, so it is tried once. */
  private static List<String> parentDeathSignal() {
    List<String> command = List.of("setpriv", "--pdeathsig", "KILL", "--");
    List<String> trial = new ArrayList<>(command);
    trial.add("true");
    try {
      Process process =
          new ProcessBuilder(trial)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor() == 0 ? command : List.of();
    } catch (IOException _) {
      return List.of();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }
}
