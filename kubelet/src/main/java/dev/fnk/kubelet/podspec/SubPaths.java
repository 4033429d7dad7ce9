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
import java.util.Set;
import java.util.TreeSet;

/**
 * The parts of a pod's volumes that its containers mount by subPath and subPathExpr. A task can
 * mount whole volumes only, so that each part is a volume of its own; who mounts the whole, or a
 * part around another, mounts the parts within it, too, and sees one tree.
 *
 * <p>A file can be no volume: the container's supervisor puts it in place with each start.
 *
 * @param parts in the order in which containers name them; of a volume and path but one
 * @param mounted which part a mount is of
 * @param files mounts of files, in the order in which containers name them
 * @see <a href="https://kubernetes.io/docs/concepts/storage/volumes/#using-subpath">Using
 *     subPath</a>
 */
public record SubPaths(List<Part> parts, Map<Mount, Part> mounted, List<FileMount> files) {
  public SubPaths {
    parts = List.copyOf(parts);
    mounted = Map.copyOf(mounted);
    files = List.copyOf(files);
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

  /** A mount of one file of a volume. */
  public record FileMount(String volume, Mount mount, String path) {}

  /** One of a container's mounts. */
  public record Mount(String container, String mountPath) {}

  /** What a mount is of, the whole: empty. */
  public Optional<Part> of(Container container, VolumeMount mount) {
    return Optional.ofNullable(mounted.get(new Mount(container.getName(), mount.getMountPath())));
  }

  /** Whether a mount is of a file. */
  public boolean ofFile(Container container, VolumeMount mount) {
    var at = new Mount(container.getName(), mount.getMountPath());
    return files.stream().anyMatch(file -> file.mount().equals(at));
  }

  /**
   * Those of all containers.
   *
   * @param whole the volumes with their files
   */
  static SubPaths of(
      Pod pod, List<Volume> whole, Environment environment, Environment elsewhere, Faults faults) {
    var parts = new LinkedHashMap<String, Part>();
    var mounted = new LinkedHashMap<Mount, Part>();
    var files = new ArrayList<FileMount>();
    var counts = new LinkedHashMap<String, Integer>();
    PodContainers.of(pod.getSpec())
        .forEach(
            container -> {
              for (VolumeMount mount : container.getVolumeMounts()) {
                String path = path(container, mount, environment, elsewhere, faults);
                if (path.isEmpty()) {
                  continue;
                }
                var at = new Mount(container.getName(), mount.getMountPath());
                if (isFile(whole, mount.getName(), path)) {
                  files.add(new FileMount(mount.getName(), at, path));
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
                mounted.put(at, part);
              }
            });
    return new SubPaths(List.copyOf(parts.values()), mounted, files);
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
      Expanded path = expanded(container, expression, environment);
      if (!path.text().equals(expanded(container, expression, elsewhere).text())) {
        faults.unsupported(
            container,
            "subPathExpr "
                + expression
                + ": the task's volumes are laid out before it has its address (instead: metadata.name"
                + " or metadata.uid)");
        return "";
      }
      if (!path.missing().isEmpty()) {
        throw new Unavailable("missing value for " + String.join(", ", path.missing()));
      }
      return clean(path.text());
    } catch (Unavailable e) {
      faults.config(container, e.reason());
      return "";
    }
  }

  /**
   * An expression with its variables' values.
   *
   * @param missing names of those that have none, or an empty one, as an address has before the
   *     task has it
   */
  private record Expanded(String text, Set<String> missing) {}

  private static Expanded expanded(Container container, String expression, Environment environment)
      throws Unavailable {
    Map<String, String> variables = environment.ofPod(container);
    var missing = new TreeSet<String>();
    String text =
        Expansion.expand(
            expression,
            name -> {
              String value = variables.get(name);
              if (value == null || value.isEmpty()) {
                missing.add(name);
              }
              return value;
            });
    return new Expanded(text, missing);
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

  private static boolean isFile(List<Volume> whole, String volume, String path) {
    return whole.stream()
        .filter(one -> one.name().equals(volume))
        .flatMap(one -> one.files().stream())
        .anyMatch(file -> file.path().equals(path));
  }

  /** These volumes with the places of their files, and what is to lie in the parts. */
  List<Volume> contents(List<Volume> whole) {
    var contents = new ArrayList<Volume>();
    whole.forEach(volume -> contents.add(volume.at(places(volume.name()))));
    for (Part part : parts) {
      whole.stream()
          .filter(volume -> volume.name().equals(part.volume()))
          .findFirst()
          .ifPresent(volume -> contents.add(content(part, volume)));
    }
    return contents;
  }

  private List<Volume.Place> places(String volume) {
    return files.stream()
        .filter(file -> file.volume().equals(volume))
        .map(
            file ->
                new Volume.Place(file.mount().container(), file.path(), file.mount().mountPath()))
        .toList();
  }

  private static Volume content(Part part, Volume whole) {
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
    return new Volume(part.name(), whole.scratch(), files, whole.group());
  }
}
