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
import io.rowrun.executor.job.StoredFile;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The columns that hold JSON. Nulls and empty collections are left out; what a newer version may
 * have added is ignored.
 */
final class Json<T> {
  private static final JsonMapper MAPPER = mapper();

  static final Json<JobParameters> PARAMETERS = new Json<>(new TypeReference<>() {});
  static final Json<List<StoredFile>> STORED_FILES = new Json<>(new TypeReference<>() {});
  static final Json<List<FileError>> FILE_ERRORS = new Json<>(new TypeReference<>() {});
  static final Json<Map<String, String>> LABELS = new Json<>(new TypeReference<>() {});

  private final ObjectReader reader;
  private final ObjectWriter writer;

  private Json(TypeReference<T> type) {
    reader = MAPPER.readerFor(type);
    writer = MAPPER.writerFor(type);
  }

  String write(T value) {
    try {
      return writer.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write as JSON: " + value.getClass(), e);
    }
  }

  T read(String text) {
    try {
      return reader.readValue(text);
    } catch (JsonProcessingException e) {
      throw new ExecutorException(
          ErrorCode.DATA_LOSS, "a column of the store is no valid JSON: " + e.getOriginalMessage());
    }
  }

  private static JsonMapper mapper() {
    JsonMapper mapper =
        JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .serializationInclusion(JsonInclude.Include.NON_NULL)
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
