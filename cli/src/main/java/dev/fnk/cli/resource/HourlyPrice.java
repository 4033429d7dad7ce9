package dev.fnk.cli.resource;

import java.math.BigDecimal;

/**
 * A price while something exists.
 *
 * @param what such as {@code EKS control plane}
 */
public record HourlyPrice(String what, BigDecimal usd) {}
