package dev.fnk.kubelet.stream;

import java.time.Duration;

/**
 * What one client of port-forward may have.
 *
 * @param connections to ports, at a time; an agent takes 64
 * @param idle how long nothing may come or go, but pings, until its connection is closed
 */
public record ForwardLimits(int connections, Duration idle) {}
