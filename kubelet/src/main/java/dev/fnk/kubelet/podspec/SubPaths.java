package dev.fnk.kubelet.podspec;

import dev.fnk.kubelet.agent.contract.Volume;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * The parts of a pod's volumes that its containers mount by subPath and subPathExpr. A task can
 * mount whole volumes only, so that each part is a volume of its own; who mounts the whole, or a
 * part around another, mounts the parts within it, too, and sees one tree.
 *
 * @param parts in the order in which containers name them; of a volume and path but one
 * @param mounted which part a mount is of
 * @see <a href="https://kubernetes.io/docs/concepts/storage/volumes/#using-subpath">Using
 *     subPath</a>
 */
public record SubPaths(List<Part> parts, Map<Mount, Part> mounted) {
  public SubPaths {
    parts = List.copyOf(parts);
    mounted = Map.copyOf(mounted);
  }

  /**
   * A part of a volume.
   *
   * @param volume of the pod
   * @param path within it, without empty and {@code .} elements
   * @param name of the task's volume that it is
   */
  public record Part(String volume, String path, String name) {
    /** Where it lies within another part of the volume, or the whole ({@code ""}); empty: not. */
    public Optional<String> within(String other) {
      if (other.isEmpty()) {
        return Optional.of(path);
      }
      return path.startsWith(other + "/")
          ? Optional.of(path.substring(other.length() + 1))
          : Optional.empty();
    }
  }

  /** One of a container's mounts. */
  public record Mount(String container, String mountPath) {}

  /** What a mount is of, the whole: empty. */
  public Optional<Part> of(Container container, VolumeMount mount) {
    return Optional.ofNullable(mounted.get(new Mount(container.getName(), mount.getMountPath())));
  }

  /** Those of all containers. */
  static SubPaths of(Pod pod, Environment environment, Environment elsewhere, Faults faults) {
    var parts = new LinkedHashMap<String, Part>();
    var mounted = new LinkedHashMap<Mount, Part>();
    var counts = new LinkedHashMap<String, Integer>();
    Stream.concat(
            pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream())
        .forEach(
            container -> {
              for (VolumeMount mount : container.getVolumeMounts()) {
                String path = path(container, mount, environment, elsewhere, faults);
                if (path.isEmpty()) {
                  continue;
                }
                Part part =
                    parts.computeIfAbsent(
                        mount.getName() + "/" + path,
                        _ ->
                            new Part(
                                mount.getName(),
                                path,
                                mount.getName()
                                    + "_"
                                    + counts.merge(mount.getName(), 1, Integer::sum)));
                mounted.put(new Mount(container.getName(), mount.getMountPath()), part);
              }
            });
    return new SubPaths(List.copyOf(parts.values()), mounted);
  }

  /** Empty: the whole, or a fault that was told. */
  private static String path(
      Container container,
      VolumeMount mount,
      Environment environment,
      Environment elsewhere,
      Faults faults) {
    String own = mount.getSubPath();
    String expression = mount.getSubPathExpr();
    try {
      if (expression == null || expression.isEmpty()) {
        return own == null || own.isEmpty() ? "" : clean(own);
      }
      String path = expanded(container, expression, environment);
      if (!path.equals(expanded(container, expression, elsewhere))) {
        faults.unsupported(
            container,
            "subPathExpr "
                + expression
                + ": the task's volumes are laid out before it has its address (instead: metadata.name"
                + " or metadata.uid)");
        return "";
      }
      return clean(path);
    } catch (Unavailable e) {
      faults.config(container, e.reason());
      return "";
    }
  }

  private static String expanded(Container container, String expression, Environment environment)
      throws Unavailable {
    Map<String, String> variables = environment.ofPod(container);
    var missing = new ArrayList<String>();
    String path =
        Expansion.expand(
            expression,
            name -> {
              String value = variables.get(name);
              if (value == null) {
                missing.add(name);
              }
              return value;
            });
    if (!missing.isEmpty()) {
      throw new Unavailable("missing value for \"" + missing.getFirst() + "\"");
    }
    return path;
  }

  /** A value of the environment may be a secret: it is not shown. */
  private static String clean(String path) throws Unavailable {
    if (path.startsWith("/")) {
      throw new Unavailable("subPath must not be an absolute path");
    }
    var elements = new ArrayList<String>();
    for (String element : path.split("/", -1)) {
      if (element.equals("..")) {
        throw new Unavailable("subPath must not contain '..'");
      }
      if (!element.isEmpty() && !element.equals(".")) {
        elements.add(element);
      }
    }
    if (path.indexOf('\0') >= 0) {
      throw new Unavailable("subPath must not contain a zero byte");
    }
    return String.join("/", elements);
  }

  /** What is to lie in the parts, of volumes that hold this. */
  List<Volume> contents(List<Volume> whole, Faults faults) {
    var contents = new ArrayList<Volume>();
    for (Part part : parts) {
      whole.stream()
          .filter(volume -> volume.name().equals(part.volume()))
          .findFirst()
          .ifPresent(volume -> contents.add(content(part, volume, faults)));
    }
    return contents;
  }

  private static Volume content(Part part, Volume whole, Faults faults) {
    OptionalLong group = whole.group();
    if (whole.files().stream().anyMatch(file -> file.path().equals(part.path()))) {
      faults.unsupported(
          "volume "
              + part.volume()
              + ": subPath "
              + part.path()
              + " is a file, and Fargate mounts directories only (instead: the whole volume, or a"
              + " directory that items make of it)");
    }
    List<Volume.File> files =
        whole.files().stream()
            .filter(file -> file.path().startsWith(part.path() + "/"))
            .map(
                file ->
                    new Volume.File(
                        file.path().substring(part.path().length() + 1),
                        file.data(),
                        file.mode(),
                        file.uid()))
            .toList();
    return new Volume(part.name(), whole.scratch(), files, group);
  }
}
