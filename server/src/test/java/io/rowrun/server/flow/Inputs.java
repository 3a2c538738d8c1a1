package io.rowrun.server.flow;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.rowrun.proto.datasphere.v2.jobs.File;
import io.rowrun.proto.datasphere.v2.jobs.FileCompressionType;
import io.rowrun.proto.datasphere.v2.jobs.FileDesc;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** Files as a client describes and packs them. */
final class Inputs {
  private Inputs() {}

  static File file(String path, String var, byte[] bytes) {
    return file(path, var, bytes, FileCompressionType.NONE);
  }

  static File archive(String path, String var, byte[] zip) {
    return file(path, var, zip, FileCompressionType.ZIP);
  }

  private static File file(String path, String var, byte[] bytes, FileCompressionType compression) {
    return File.newBuilder()
        .setDesc(desc(path, var))
        .setSha256(sha256(bytes))
        .setSizeBytes(bytes.length)
        .setCompressionType(compression)
        .build();
  }

  static FileDesc desc(String path, String var) {
    return FileDesc.newBuilder().setPath(path).setVar(var).build();
  }

  static byte[] utf8(String text) {
    return text.getBytes(UTF_8);
  }

  /** A ZIP archive of these entries, in this order. */
  static byte[] zip(Map<String, String> entries) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (var entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(utf8(entry.getValue()));
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return bytes.toByteArray();
  }

  /** The entries of an archive that are files, by name. */
  static Map<String, String> unzip(byte[] archive) throws IOException {
    Map<String, String> entries = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (!entry.isDirectory()) {
          entries.put(entry.getName(), new String(zip.readAllBytes(), UTF_8));
        }
      }
    }
    return entries;
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
