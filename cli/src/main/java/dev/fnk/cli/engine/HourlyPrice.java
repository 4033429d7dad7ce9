package dev.fnk.cli.engine;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * A price while something exists.
 *
 * @param what such as {@code EKS control plane}
 * @param usd US dollars an hour; empty where no price of it is known
 */
public record HourlyPrice(String what, Optional<BigDecimal> usd) {}
