package dev.fnk.kubelet.task;

import java.util.Optional;

/**
 * A file system of EFS as a volume of a task.
 *
 * @param fileSystem its id, {@code fs-...}
 * @param path the directory of it that is the volume; empty: its root, or the access point's
 * @param accessPoint {@code fsap-...}
 * @param encrypted whether what is read and written is encrypted on its way
 * @param iam whether the task's role has to be allowed to mount it
 */
public record EfsVolume(
    String fileSystem,
    Optional<String> path,
    Optional<String> accessPoint,
    boolean encrypted,
    boolean iam) {}
