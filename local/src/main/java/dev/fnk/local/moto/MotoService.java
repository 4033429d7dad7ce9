package dev.fnk.local.moto;

import dev.fnk.local.aws.AwsRequest;
import dev.fnk.local.aws.AwsResponse;
import dev.fnk.local.aws.AwsService;

/** A service that moto answers alone. */
public final class MotoService implements AwsService {
  private final String signingName;
  private final MotoClient moto;

  public MotoService(String signingName, MotoClient moto) {
    this.signingName = signingName;
    this.moto = moto;
  }

  @Override
  public String signingName() {
    return signingName;
  }

  @Override
  public AwsResponse handle(AwsRequest request) {
    return moto.forward(request);
  }
}
