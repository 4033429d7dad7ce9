package dev.fnk.local.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An image whose only program sleeps for ever: its container holds a task's network namespace, so
 * that the task's containers come and go without losing their address. The program is made here, so
 * no registry is needed: a static ELF executable of one segment that calls pause(2) in a loop.
 */
public final class PauseImage {
  /** Repository of the image. */
  public static final String REPOSITORY = "fnk.dev/pause";

  /** What its container runs. */
  public static final List<String> ENTRY_POINT = List.of("/pause");

  private static final String TAG = "1";
  private static final int ELF_HEADER = 64;
  private static final int PROGRAM_HEADER = 56;
  private static final long BASE = 0x400000;

  private PauseImage() {}

  /** The machines it can be made for. */
  enum Machine {
    /** {@code push 34 (pause); pop rax; syscall; jmp back}. EM_X86_64. */
    AMD64(62, "6A22 58 0F05 EBF9"),
    /**
     * AArch64 has no pause(2): {@code ppoll(0, 0, 0, 0, 0)}, syscall 73, waits for ever: {@code mov
     * x0..x4, #0; mov x8, #73; svc #0; b back}. EM_AARCH64.
     */
    ARM64(183, "000080D2 010080D2 020080D2 030080D2 040080D2 280980D2 010000D4 F9FFFF17");

    private final int elfMachine;
    private final String code;

    Machine(int elfMachine, String code) {
      this.elfMachine = elfMachine;
      this.code = code;
    }

    private byte[] code() {
      return HexFormat.of().parseHex(code.replace(" ", ""));
    }

    static Machine of(String architecture) {
      return switch (architecture.toLowerCase(Locale.ROOT)) {
        case "x86_64", "amd64" -> AMD64;
        case "aarch64", "arm64" -> ARM64;
        default ->
            throw new EngineException("no pause program for a container engine on " + architecture);
      };
    }
  }

  /** The image's reference; it is made when the engine lacks it. */
  public static String ensure(Engine engine) {
    String reference = REPOSITORY + ":" + TAG;
    if (engine.images().find(reference).isEmpty()) {
      Machine machine = Machine.of(engine.architecture());
      byte[] layer = new TarArchive().file("pause", 0755, executable(machine)).bytes();
      engine.images().importRoot(reference, machine.name().toLowerCase(Locale.ROOT), layer);
    }
    return reference;
  }

  /**
   * Removes it, unless a container of another local world uses it.
   *
   * @return its reference, when it was removed
   */
  public static Optional<String> remove(Engine engine) {
    String reference = REPOSITORY + ":" + TAG;
    try {
      return engine.images().remove(reference) ? Optional.of(reference) : Optional.empty();
    } catch (EngineException inUse) {
      return Optional.empty();
    }
  }

  /** ELF header, one program header (read and execute), code. */
  static byte[] executable(Machine machine) {
    byte[] code = machine.code();
    int size = ELF_HEADER + PROGRAM_HEADER + code.length;
    ByteBuffer elf = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    elf.put(new byte[] {0x7F, 'E', 'L', 'F', 2, 1, 1, 0}).putLong(0); // 64 bit, little endian
    elf.putShort((short) 2).putShort((short) machine.elfMachine).putInt(1); // ET_EXEC
    elf.putLong(BASE + ELF_HEADER + PROGRAM_HEADER); // entry
    elf.putLong(ELF_HEADER).putLong(0).putInt(0); // program headers, no sections, flags
    elf.putShort((short) ELF_HEADER).putShort((short) PROGRAM_HEADER).putShort((short) 1);
    elf.putShort((short) 0).putShort((short) 0).putShort((short) 0);
    elf.putInt(1).putInt(5).putLong(0); // PT_LOAD, R+X, from the file's start
    elf.putLong(BASE).putLong(BASE).putLong(size).putLong(size).putLong(0x10000);
    elf.put(code);
    return elf.array();
  }
}
