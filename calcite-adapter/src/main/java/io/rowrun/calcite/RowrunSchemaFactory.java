package io.rowrun.calcite;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.rowrun.calcite.datasphere.Datasphere;
import io.rowrun.calcite.provider.Endpoint;
import io.rowrun.calcite.provider.SqlSession;
import io.rowrun.calcite.rel.ModelTable;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.calcite.schema.Schema;
import org.apache.calcite.schema.SchemaFactory;
import org.apache.calcite.schema.SchemaPlus;
import org.apache.calcite.schema.Table;
import org.apache.calcite.schema.impl.AbstractSchema;

/**
 * The schema for a Calcite model file, for reading under Calcite's own driver. Operands: {@code
 * endpoint} ({@code host:port}, plaintext) and {@code project} ({@code default} if absent). The
 * channel lives as long as the process; Rowrun's driver is the way to more.
 */
public final class RowrunSchemaFactory implements SchemaFactory {
  @Override
  public Schema create(SchemaPlus parent, String name, Map<String, Object> operand) {
    if (!(operand.get("endpoint") instanceof String endpoint)) {
      throw new IllegalArgumentException(
          "schema " + name + " needs the operand endpoint, as host:port");
    }
    Object project = operand.getOrDefault("project", "default");
    ManagedChannel channel =
        Grpc.newChannelBuilder(endpoint, InsecureChannelCredentials.create()).build();
    return schema(new Endpoint(channel, channel), SqlSession.of(project.toString()));
  }

  static Schema schema(Endpoint endpoint, SqlSession session) {
    Map<String, Table> tables =
        Datasphere.resources().all().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    resource -> resource.name(),
                    resource -> new ModelTable(resource, endpoint, session)));
    return new AbstractSchema() {
      @Override
      protected Map<String, Table> getTableMap() {
        return tables;
      }
    };
  }
}
