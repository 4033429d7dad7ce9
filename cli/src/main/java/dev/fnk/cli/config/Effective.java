package dev.fnk.cli.config;

/**
 * A setting's effective value and where it comes from.
 *
 * @param origin {@code default}, {@code FILE:LINE:COLUMN}, a variable or a flag
 */
public record Effective(Setting setting, Value value, String origin) {}
