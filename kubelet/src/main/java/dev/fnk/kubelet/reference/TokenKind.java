package dev.fnk.kubelet.reference;

/**
 * What a pod's projected volume asks of a token; equal ones are one token.
 *
 * @param audience empty: the API server's own
 * @param expirationSeconds the life asked for; the API server may give another
 */
public record TokenKind(String audience, long expirationSeconds) {}
