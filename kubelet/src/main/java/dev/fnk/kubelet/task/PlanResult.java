package dev.fnk.kubelet.task;

/** What became of a pod: a task, or the reason why this version cannot run it. */
public sealed interface PlanResult permits TaskPlan, Unsupported {}
