package dev.fnk.local.ecs.model.service;

/**
 * What a service does next, by its counts. Source: "Rolling update" of the Amazon ECS Developer
 * Guide: never fewer healthy tasks than the minimum, never more tasks than the maximum.
 *
 * @param start tasks of the newest deployment to start
 * @param stopOld running tasks of older deployments to stop
 * @param stopNew tasks of the newest deployment that are too many
 */
public record DeploymentPlan(int start, int stopOld, int stopNew) {
  /**
   * @param desired the service's desired count
   * @param minimumPercent and {@code maximumPercent} of the deployment configuration
   * @param current the newest deployment's tasks that shall run
   * @param currentRunning those of them that are RUNNING
   * @param old older deployments' tasks that shall run
   * @param oldRunning those of them that are RUNNING
   * @param ending tasks that shall not run but whose containers still may
   */
  public static DeploymentPlan of(
      int desired,
      int minimumPercent,
      int maximumPercent,
      int current,
      int currentRunning,
      int old,
      int oldRunning,
      int ending) {
    int most = Math.max(desired > 0 && maximumPercent > 0 ? 1 : 0, desired * maximumPercent / 100);
    int least = (desired * minimumPercent + 99) / 100;
    int start = Math.max(0, Math.min(desired - current, most - current - old - ending));
    // Those that do not run yet serve nobody: they can always go.
    int stopOld = old - oldRunning;
    int spare = Math.max(0, currentRunning + oldRunning - least);
    stopOld += Math.min(oldRunning, spare);
    return new DeploymentPlan(start, stopOld, Math.max(0, current - desired));
  }
}
