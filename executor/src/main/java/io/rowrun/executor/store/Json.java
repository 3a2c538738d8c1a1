package io.rowrun.executor.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.job.FileError;
import io.rowrun.executor.job.JobParameters;
import io.rowrun.executor.job.OutputDataset;
import io.rowrun.executor.job.StoredFile;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The columns that hold JSON. Nulls and empty collections are left out; what a newer version may
 * have added is ignored. The empty value takes no JSON library: simple jobs start faster that way.
 */
final class Json<T> {
  static final Json<JobParameters> PARAMETERS =
      new Json<>(new TypeReference<>() {}, "{}", JobParameters.of(""));
  static final Json<List<StoredFile>> STORED_FILES =
      new Json<>(new TypeReference<>() {}, "[]", List.of());
  static final Json<List<OutputDataset>> OUTPUT_DATASETS =
      new Json<>(new TypeReference<>() {}, "[]", List.of());
  static final Json<List<FileError>> FILE_ERRORS =
      new Json<>(new TypeReference<>() {}, "[]", List.of());
  static final Json<Map<String, String>> LABELS =
      new Json<>(new TypeReference<>() {}, "{}", Map.of());

  private final TypeReference<T> type;
  private final String emptyText;
  private final T emptyValue;
  private volatile @Nullable ObjectReader reader;
  private volatile @Nullable ObjectWriter writer;

  private Json(TypeReference<T> type, String emptyText, T emptyValue) {
    this.type = type;
    this.emptyText = emptyText;
    this.emptyValue = emptyValue;
  }

  String write(T value) {
    if (value.equals(emptyValue)) {
      return emptyText;
    }
    try {
      return writer().writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write as JSON: " + type.getType(), e);
    }
  }

  T read(String text) {
    if (text.equals(emptyText)) {
      return emptyValue;
    }
    try {
      return reader().readValue(text);
    } catch (JsonProcessingException e) {
      throw new ExecutorException(
          ErrorCode.DATA_LOSS,
          "a column of the store is no valid JSON: " + e.getOriginalMessage(),
          e);
    }
  }

  /** Readers and writers are immutable: two threads may make one each, either will do. */
  private ObjectReader reader() {
    ObjectReader known = reader;
    if (known == null) {
      known = Mapper.SHARED.readerFor(type);
      reader = known;
    }
    return known;
  }

  private ObjectWriter writer() {
    ObjectWriter known = writer;
    if (known == null) {
      known = Mapper.SHARED.writerFor(type);
      writer = known;
    }
    return known;
  }

  /** Made when the first value that is not empty comes along. */
  private static final class Mapper {
    static final JsonMapper SHARED = mapper();
  }

  private static JsonMapper mapper() {
    JsonMapper mapper =
        JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .defaultPropertyInclusion(
                JsonInclude.Value.construct(
                    JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .addModule(durations())
            .build();
    for (Class<?> collection : List.of(List.class, Map.class)) {
      mapper
          .configOverride(collection)
          .setInclude(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_EMPTY, JsonInclude.Include.ALWAYS))
          .setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY));
    }
    return mapper;
  }

  private static SimpleModule durations() {
    return new SimpleModule("durations")
        .addSerializer(new DurationWriter())
        .addDeserializer(Duration.class, new DurationReader());
  }

  private static final class DurationWriter extends StdSerializer<Duration> {
    private static final long serialVersionUID = 1L;

    DurationWriter() {
      super(Duration.class);
    }

    @Override
    public void serialize(Duration value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeString(value.toString());
    }
  }

  private static final class DurationReader extends StdDeserializer<Duration> {
    private static final long serialVersionUID = 1L;

    DurationReader() {
      super(Duration.class);
    }

    @Override
    public Duration deserialize(JsonParser json, DeserializationContext context)
        throws IOException {
      return Duration.parse(json.getText());
    }
  }
}
