package dev.fnk.cli.lab;

/**
 * Something of the lab that still exists.
 *
 * @param type such as {@code ec2:network-interface}
 * @param arn its ARN, or its id where it has none
 * @param detail its state, for people
 */
public record Leftover(String type, String arn, String detail) {}
