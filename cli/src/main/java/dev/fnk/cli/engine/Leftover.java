package dev.fnk.cli.engine;

/**
 * Something of the lab that an account still lists.
 *
 * @param type such as {@code ec2:network-interface}
 * @param arn its ARN, or its id where it has none
 * @param detail its state, for people
 * @param gone whether its service says that it is gone, or going without anybody's help; anything
 *     else is left over
 */
public record Leftover(String type, String arn, String detail, boolean gone) {}
