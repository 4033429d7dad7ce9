package dev.fnk.kubelet.agent.contract;

import java.util.Optional;

/**
 * How a command ended.
 *
 * @param code 128 + the signal that ended it; 126 or 127 when it could not be started
 * @param failure why it was not started, or its end not seen
 * @param lost whether its end was not seen: the code says nothing
 */
public record ExecResult(int code, Optional<String> failure, boolean lost) {}
