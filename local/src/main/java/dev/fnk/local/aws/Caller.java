package dev.fnk.local.aws;

/**
 * Who signed a request, as sts:GetCallerIdentity would say it.
 *
 * @param accountId twelve digits
 * @param arn {@code arn:aws:iam::...:user/...} or {@code arn:aws:sts::...:assumed-role/...}
 * @param userId unique id of the principal
 */
public record Caller(String accountId, String arn, String userId) {}
