package io.rowrun.executor.store;

import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Seals texts that the store is to keep and nobody is to read in it: AES-256-GCM under a key that
 * stands in a file of its own, which its owner alone may read and which is made when it is first
 * needed. Whoever copies the store without that file has no secrets. Thread-safe.
 */
public final class SecretBox {
  private static final String PREFIX = "sealed:1:";
  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final Path keyFile;
  private final SecureRandom random = new SecureRandom();
  private volatile @Nullable SecretKeySpec key;

  /**
   * @param keyFile where the key is, or will be
   */
  public SecretBox(Path keyFile) {
    this.keyFile = keyFile.toAbsolutePath();
  }

  /**
   * The text, sealed; twice the same text gives two seals.
   *
   * @throws ExecutorException FAILED_PRECONDITION if the key can be neither read nor made
   */
  String seal(String text) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key(), nonce);
      byte[] sealed = cipher.doFinal(text.getBytes(StandardCharsets.UTF_8));
      byte[] all = ByteBuffer.allocate(nonce.length + sealed.length).put(nonce).put(sealed).array();
      return PREFIX + Base64.getEncoder().withoutPadding().encodeToString(all);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has AES-GCM", e);
    }
  }

  /** Whether {@link #open} would take the text for one that was sealed. */
  static boolean looksSealed(String text) {
    return text.startsWith(PREFIX);
  }

  /** What {@link #seal} was given; empty if the key is gone or is another one. */
  Optional<String> open(String sealed) {
    if (!looksSealed(sealed) || (key == null && !Files.exists(keyFile))) {
      return Optional.empty();
    }
    try {
      ByteBuffer all =
          ByteBuffer.wrap(Base64.getDecoder().decode(sealed.substring(PREFIX.length())));
      byte[] nonce = new byte[NONCE_BYTES];
      all.get(nonce);
      byte[] text = new byte[all.remaining()];
      all.get(text);
      byte[] opened = cipher(Cipher.DECRYPT_MODE, key(), nonce).doFinal(text);
      return Optional.of(new String(opened, StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      return Optional.empty();
    }
  }

  private static Cipher cipher(int mode, SecretKeySpec key, byte[] nonce)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    return cipher;
  }

  private SecretKeySpec key() {
    SecretKeySpec known = key;
    if (known == null) {
      known = new SecretKeySpec(readOrMake(), "AES");
      key = known;
    }
    return known;
  }

  private synchronized byte[] readOrMake() {
    try {
      byte[] bytes = Files.exists(keyFile) ? Files.readAllBytes(keyFile) : make();
      if (bytes.length != KEY_BYTES) {
        throw unusable("it has " + bytes.length + " bytes and not " + KEY_BYTES, null);
      }
      return bytes;
    } catch (IOException e) {
      throw unusable(String.valueOf(e.getMessage()), e);
    }
  }

  /** Under another name first, and never over a key that somebody else made meanwhile. */
  private byte[] make() throws IOException {
    byte[] made = new byte[KEY_BYTES];
    random.nextBytes(made);
    Path draft =
        keyFile.resolveSibling(keyFile.getFileName() + "." + ProcessHandle.current().pid());
    Files.deleteIfExists(draft);
    Files.createFile(
        draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
        channel.write(ByteBuffer.wrap(made));
        channel.force(true);
      }
      Files.createLink(keyFile, draft);
      try (FileChannel directory = FileChannel.open(keyFile.getParent(), StandardOpenOption.READ)) {
        directory.force(true);
      }
      return made;
    } catch (FileAlreadyExistsException e) {
      return Files.readAllBytes(keyFile);
    } finally {
      deleteQuietly(draft);
    }
  }

  private static void deleteQuietly(Path draft) {
    try {
      Files.deleteIfExists(draft);
    } catch (NoSuchFileException e) {
      // as wanted
    } catch (IOException e) {
      // it is its owner's alone, as the key is
    }
  }

  private ExecutorException unusable(String why, @Nullable IOException cause) {
    String message = "cannot use " + keyFile + " as key of the store's secrets: " + why;
    return cause == null
        ? new ExecutorException(ErrorCode.FAILED_PRECONDITION, message)
        : new ExecutorException(ErrorCode.FAILED_PRECONDITION, message, cause);
  }
}
