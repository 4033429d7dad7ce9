package dev.fnk.local.gateway;

import dev.fnk.local.aws.AwsRequest;
import dev.fnk.local.aws.AwsResponse;

/** Takes note of every verified request and its answer. */
public interface Journal {
  /** Takes note of nothing. */
  Journal NONE = (request, response) -> {};

  void record(AwsRequest request, AwsResponse response);
}
