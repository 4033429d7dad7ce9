package dev.fnk.cli.console;

/** What a command tells its caller (the numbers from 64 are those of BSD's sysexits). */
public enum ExitCode {
  OK(0),
  /** The work failed, or something is left over. */
  FAILED(1),
  /** {@code plan} found something to do. */
  CHANGES(2),
  /** {@code kubelet explain} found what no task can have. */
  REFUSED(2),
  USAGE(64),
  BAD_CONFIG(65),
  /** An endpoint, credentials or a container engine cannot be had. */
  UNAVAILABLE(69),
  /** A bug of fnk. */
  INTERNAL(70),
  TRY_AGAIN(75),
  INTERRUPTED(130);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }
}
