package dev.fnk.kubelet.stats;

import dev.fnk.kubelet.agent.contract.TaskStatistics.Container;
import dev.fnk.kubelet.agent.contract.TaskStatistics.Cpu;
import dev.fnk.kubelet.agent.contract.TaskStatistics.Disk;
import dev.fnk.kubelet.agent.contract.TaskStatistics.Interface;
import dev.fnk.kubelet.agent.contract.TaskStatistics.Memory;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * {@code /metrics/cadvisor}: of cAdvisor's families those whose figures are known (<a
 * href="https://github.com/google/cadvisor/blob/master/docs/storage/prometheus.md">its list</a>),
 * labelled as the kubelet does. What is of the whole pod has an empty container.
 */
final class CadvisorMetrics {
  private final Exposition text = new Exposition();
  private final Snapshot snapshot;

  private CadvisorMetrics(Snapshot snapshot) {
    this.snapshot = snapshot;
  }

  static String of(Snapshot snapshot) {
    var metrics = new CadvisorMetrics(snapshot);
    metrics.cpu();
    metrics.memory();
    metrics.rest();
    metrics.network();
    return metrics.text.text();
  }

  private void cpu() {
    var usage =
        text.counter(
            "container_cpu_usage_seconds_total", "Cumulative cpu time consumed in seconds.");
    for (PodFigures pod : snapshot.pods()) {
      pod.cpuNanoseconds()
          .ifPresent(used -> usage.seconds(used, pod.at(), with(labels(pod), "cpu", "total")));
    }
    each(
        Container::cpu,
        (c, of, labels) ->
            usage.seconds(of.usageNanoseconds(), c.at(), with(labels, "cpu", "total")));
    seconds(
        "container_cpu_user_seconds_total",
        "Cumulative user cpu time consumed in seconds.",
        Cpu::userNanoseconds);
    seconds(
        "container_cpu_system_seconds_total",
        "Cumulative system cpu time consumed in seconds.",
        Cpu::systemNanoseconds);
    count(
        text.counter(
            "container_cpu_cfs_periods_total", "Number of elapsed enforcement period intervals."),
        Container::cpu,
        Cpu::periods);
    count(
        text.counter(
            "container_cpu_cfs_throttled_periods_total", "Number of throttled period intervals."),
        Container::cpu,
        Cpu::throttledPeriods);
    seconds(
        "container_cpu_cfs_throttled_seconds_total",
        "Total time duration the container has been throttled.",
        Cpu::throttledNanoseconds);
  }

  private void memory() {
    ofPodToo(
        text.gauge(
            "container_memory_usage_bytes",
            "Current memory usage in bytes, including all memory regardless of when it was"
                + " accessed"),
        PodFigures::memoryUsage,
        Memory::usage);
    ofPodToo(
        text.gauge("container_memory_working_set_bytes", "Current working set in bytes."),
        PodFigures::workingSet,
        Memory::workingSet);
    known("container_memory_rss", "Size of RSS in bytes.", Memory::rss);
    known("container_memory_cache", "Number of bytes of page cache memory.", Memory::cache);
    known(
        "container_memory_mapped_file",
        "Size of memory mapped files in bytes.",
        Memory::mappedFile);
    known("container_spec_memory_limit_bytes", "Memory limit for the container.", Memory::limit);
  }

  private void rest() {
    count(
        text.counter("container_fs_reads_bytes_total", "Cumulative count of bytes read"),
        Container::disk,
        Disk::read);
    count(
        text.counter("container_fs_writes_bytes_total", "Cumulative count of bytes written"),
        Container::disk,
        Disk::written);
    var threads = text.gauge("container_threads", "Number of threads running inside the container");
    var start =
        text.gauge(
            "container_start_time_seconds",
            "Start time of the container since unix epoch in seconds.");
    var seen = text.gauge("container_last_seen", "Last time a container was seen by the exporter");
    for (PodFigures pod : snapshot.pods()) {
      for (PodFigures.Running container : pod.running()) {
        Container figures = container.figures();
        String[] labels = labels(pod, container);
        figures.tasks().ifPresent(tasks -> threads.number(tasks, figures.at(), labels));
        figures.since().ifPresent(since -> start.time(since, labels));
        seen.time(figures.at(), labels);
      }
    }
  }

  private void network() {
    interfaces("receive_bytes", "bytes received", Interface::receivedBytes);
    interfaces("receive_packets", "packets received", Interface::receivedPackets);
    interfaces("receive_errors", "errors encountered while receiving", Interface::receiveErrors);
    interfaces(
        "receive_packets_dropped", "packets dropped while receiving", Interface::receiveDropped);
    interfaces("transmit_bytes", "bytes transmitted", Interface::transmittedBytes);
    interfaces("transmit_packets", "packets transmitted", Interface::transmittedPackets);
    interfaces(
        "transmit_errors", "errors encountered while transmitting", Interface::transmitErrors);
    interfaces(
        "transmit_packets_dropped",
        "packets dropped while transmitting",
        Interface::transmitDropped);
  }

  private void interfaces(String what, String words, ToLongFunction<Interface> figure) {
    var family =
        text.counter("container_network_" + what + "_total", "Cumulative count of " + words);
    for (PodFigures pod : snapshot.pods()) {
      for (Interface one : pod.figures().interfaces()) {
        family.number(
            figure.applyAsLong(one),
            pod.figures().at(),
            with(labels(pod), "interface", one.name()));
      }
    }
  }

  private void seconds(String name, String help, ToLongFunction<Cpu> nanoseconds) {
    var family = text.counter(name, help);
    each(
        Container::cpu,
        (c, cpu, labels) -> family.seconds(nanoseconds.applyAsLong(cpu), c.at(), labels));
  }

  private void ofPodToo(
      Exposition.Family family,
      Function<PodFigures, OptionalLong> ofPod,
      ToLongFunction<Memory> ofContainer) {
    for (PodFigures pod : snapshot.pods()) {
      ofPod.apply(pod).ifPresent(bytes -> family.number(bytes, pod.at(), labels(pod)));
    }
    count(family, Container::memory, ofContainer);
  }

  private void known(String name, String help, Function<Memory, OptionalLong> figure) {
    var family = text.gauge(name, help);
    each(
        Container::memory,
        (c, memory, labels) ->
            figure.apply(memory).ifPresent(bytes -> family.number(bytes, c.at(), labels)));
  }

  private <T> void count(
      Exposition.Family family, Function<Container, Optional<T>> part, ToLongFunction<T> figure) {
    each(part, (c, of, labels) -> family.number(figure.applyAsLong(of), c.at(), labels));
  }

  @FunctionalInterface
  private interface Told<T> {
    void sample(Container container, T part, String... labels);
  }

  /** Those containers of which this part is known. */
  private <T> void each(Function<Container, Optional<T>> part, Told<T> told) {
    for (PodFigures pod : snapshot.pods()) {
      for (PodFigures.Running container : pod.running()) {
        part.apply(container.figures())
            .ifPresent(of -> told.sample(container.figures(), of, labels(pod, container)));
      }
    }
  }

  private static String[] labels(PodFigures pod) {
    return labels(pod, "", "/" + pod.of().task(), "", "");
  }

  private static String[] labels(PodFigures pod, PodFigures.Running container) {
    String containerId = String.valueOf(container.status().getContainerID());
    String id = containerId.substring(containerId.indexOf("//") + 1);
    return labels(
        pod,
        container.figures().name(),
        id,
        container.status().getImage(),
        id.substring(id.lastIndexOf('/') + 1));
  }

  private static String[] labels(
      PodFigures pod, String container, String id, String image, String name) {
    return new String[] {
      "container", container,
      "id", id,
      "image", image,
      "name", name,
      "namespace", pod.namespace(),
      "pod", pod.name()
    };
  }

  private static String[] with(String[] labels, String... more) {
    return Stream.concat(Arrays.stream(labels), Arrays.stream(more)).toArray(String[]::new);
  }
}
