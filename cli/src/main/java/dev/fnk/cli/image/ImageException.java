package dev.fnk.cli.image;

/** An image cannot be built or pushed; the message says why. */
public final class ImageException extends RuntimeException {
  public ImageException(String message) {
    super(message);
  }

  public ImageException(String message, Throwable cause) {
    super(message, cause);
  }
}
