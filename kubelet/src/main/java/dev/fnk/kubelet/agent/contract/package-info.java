/**
 * What node and agent say to each other, as JSON over HTTP/2; the agent's side is {@code
 * kubelet/agent/internal/contract}. Pure values.
 */
@NullMarked
package dev.fnk.kubelet.agent.contract;

import org.jspecify.annotations.NullMarked;
