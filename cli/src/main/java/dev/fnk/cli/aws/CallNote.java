package dev.fnk.cli.aws;

import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;

/** Writes on each failure which call it was; the SDK's exceptions do not tell. */
final class CallNote implements ExecutionInterceptor {
  /** Rides on the failure as a suppressed exception. */
  static final class Call extends Exception {
    private final String service;
    private final String operation;

    Call(String service, String operation) {
      super(service + " " + operation, null, false, false);
      this.service = service;
      this.operation = operation;
    }

    String service() {
      return service;
    }

    String operation() {
      return operation;
    }
  }

  @Override
  public Throwable modifyException(Context.FailedExecution context, ExecutionAttributes call) {
    var failure = context.exception();
    var service = call.getAttribute(SdkExecutionAttribute.SERVICE_NAME);
    var operation = call.getAttribute(SdkExecutionAttribute.OPERATION_NAME);
    if (service != null && operation != null) {
      failure.addSuppressed(new Call(service, operation));
    }
    return failure;
  }
}
