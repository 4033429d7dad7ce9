package dev.fnk.kubelet.agent.contract;

import java.util.Optional;

/**
 * How a connection to a port ended.
 *
 * @param failure why there was none
 * @param broken it did not end as both sides meant it to
 */
public record ForwardResult(Optional<String> failure, boolean broken) {}
