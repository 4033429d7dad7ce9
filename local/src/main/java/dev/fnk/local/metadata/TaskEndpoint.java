package dev.fnk.local.metadata;

import java.net.InetAddress;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** A task that may ask the metadata server. Asked from many threads. */
public interface TaskEndpoint {
  /** The task's id, session name of its role's credentials. */
  String taskId();

  /** The role its containers act as; empty when the task has none. */
  Optional<TaskRole> role();

  /** Whether a request from that address comes from this task. */
  boolean owns(InetAddress remote);

  /** The task in the shape of task metadata version 4. */
  ObjectNode describeTask();

  /** A container in the shape of task metadata version 4; empty when the id is not of this task. */
  Optional<ObjectNode> describeContainer(String containerId);

  /**
   * What the task's containers use, by their ids, each in the shape of Docker's stats; null of one
   * that does not run. May take two seconds: what was used is read twice, a second apart.
   */
  ObjectNode statistics();

  /**
   * @param credentialsId unguessable last part of the credentials' path
   * @param roleArn the task role
   */
  record TaskRole(String credentialsId, String roleArn) {}
}
