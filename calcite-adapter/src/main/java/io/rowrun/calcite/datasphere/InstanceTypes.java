package io.rowrun.calcite.datasphere;

import static io.rowrun.calcite.provider.ColumnType.INT;
import static io.rowrun.calcite.provider.ColumnType.LONG;
import static io.rowrun.calcite.provider.ColumnType.TEXT;

import io.rowrun.calcite.provider.Calls;
import io.rowrun.calcite.provider.CloseableIterator;
import io.rowrun.calcite.provider.Method;
import io.rowrun.calcite.provider.Resource;
import io.rowrun.calcite.provider.RowrunSqlException;
import io.rowrun.calcite.provider.ScanRequest;
import io.rowrun.proto.v1.InstanceType;
import io.rowrun.proto.v1.ListInstanceTypesRequest;
import java.util.List;

/** Table {@code instance_types}. */
final class InstanceTypes {
  static final Resource<InstanceType> RESOURCE =
      Resource.<InstanceType>named(
              Datasphere.SCHEMA, "instance_types", "Sizes of host that jobs may ask for")
          .key("name", TEXT, "Name, such as c1.4", InstanceType::getName)
          .key("vcpus", INT, "Number of processors", InstanceType::getVcpus)
          .key("memory_bytes", LONG, "Memory, nominal", InstanceType::getMemoryBytes)
          .key("gpus", INT, "Number of graphics processors", InstanceType::getGpus)
          .key(
              "gpu_memory_bytes",
              LONG,
              "Memory of all its graphics processors",
              InstanceType::getGpuMemoryBytes)
          .key(
              "slots_total",
              INT,
              "Slots of the server, one a vCPU, shared by jobs of all types; 0 if it can never give this one",
              InstanceType::getSlotsTotal)
          .key("slots_free", INT, "Slots that nothing uses now", InstanceType::getSlotsFree)
          .primaryKey("name")
          .method(Method.SELECT, "ServerService.ListInstanceTypes", List.of(), List.of())
          .usualRows(14)
          .build(InstanceTypes::rows);

  private InstanceTypes() {}

  private static CloseableIterator<InstanceType> rows(Calls calls, ScanRequest request) {
    if (!calls.isRowrun()) {
      throw new RowrunSqlException("0A000", "this server cannot list instance types");
    }
    return CloseableIterator.of(
        calls
            .servers()
            .listInstanceTypes(ListInstanceTypesRequest.getDefaultInstance())
            .getTypesList());
  }
}
