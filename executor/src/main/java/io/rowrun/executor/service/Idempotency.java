package io.rowrun.executor.service;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Message;
import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.job.Operation;
import io.rowrun.executor.job.UrlSecrets;
import io.rowrun.executor.store.OperationStore;
import io.rowrun.executor.store.RequestKey;
import io.rowrun.proto.datasphere.v2.jobs.CloneProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.CreateProjectJobRequest;
import io.rowrun.proto.datasphere.v2.jobs.Environment;
import io.rowrun.proto.datasphere.v2.jobs.PipOptions;
import io.rowrun.proto.datasphere.v2.jobs.PythonEnv;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Requests that are sent again under the same Idempotency-Key. Thread-safe. */
final class Idempotency {
  private static final int MAX_KEY_LENGTH = 200;

  private final OperationStore operations;

  Idempotency(OperationStore operations) {
    this.operations = operations;
  }

  /**
   * The key of the request that is being handled; null: it has none.
   *
   * @throws ExecutorException INVALID_ARGUMENT if the key is too long
   */
  static @Nullable RequestKey key(Message request) {
    String key = RequestHeaders.current().idempotencyKey();
    if (key == null) {
      return null;
    }
    if (key.length() > MAX_KEY_LENGTH) {
      throw new ExecutorException(
          ErrorCode.INVALID_ARGUMENT,
          "the header idempotency-key must have "
              + MAX_KEY_LENGTH
              + " characters at most: it has "
              + key.length());
    }
    return new RequestKey(key, fingerprint(request));
  }

  /** The operation of the very same request before; empty: this is its first time. */
  Optional<Operation> repeated(@Nullable RequestKey key, Operation.Kind kind) {
    return key == null ? Optional.empty() : operations.ofRequest(key, kind);
  }

  /** Kept beside the key; so a password must not be guessable by it. */
  private static String fingerprint(Message request) {
    Message open = withoutPassword(request);
    byte[] bytes = new byte[open.getSerializedSize()];
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.useDeterministicSerialization();
    try {
      open.writeTo(out);
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to memory", e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static Message withoutPassword(Message request) {
    if (request instanceof CreateProjectJobRequest create) {
      CreateProjectJobRequest.Builder copy = create.toBuilder();
      copy.setConfig(UrlSecrets.masked(create.getConfig()));
      if (create.getJobParameters().hasEnv()) {
        removePasswords(copy.getJobParametersBuilder().getEnvBuilder());
      }
      return copy.build();
    }
    if (request instanceof CloneProjectJobRequest clone
        && clone.getJobParametersOverrides().hasEnv()) {
      CloneProjectJobRequest.Builder copy = clone.toBuilder();
      removePasswords(copy.getJobParametersOverridesBuilder().getEnvBuilder());
      return copy.build();
    }
    return request;
  }

  private static void removePasswords(Environment.Builder environment) {
    if (environment.getDockerImageSpec().hasPasswordPlainText()) {
      environment.getDockerImageSpecBuilder().setPasswordPlainText("");
    }
    if (environment.hasPythonEnv()) {
      PythonEnv.Builder python = environment.getPythonEnvBuilder();
      List<String> requirements = masked(python.getRequirementsList());
      python.setCondaYaml(UrlSecrets.masked(python.getCondaYaml()));
      python.clearRequirements().addAllRequirements(requirements);
      if (python.hasPipOptions()) {
        PipOptions.Builder pip = python.getPipOptionsBuilder();
        List<String> extraIndexUrls = masked(pip.getExtraIndexUrlsList());
        pip.setIndexUrl(UrlSecrets.masked(pip.getIndexUrl()));
        pip.clearExtraIndexUrls().addAllExtraIndexUrls(extraIndexUrls);
      }
    }
  }

  private static List<String> masked(List<String> texts) {
    return texts.stream().map(UrlSecrets::masked).toList();
  }
}
