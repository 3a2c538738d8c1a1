package io.rowrun.calcite.provider;

import java.util.List;

/**
 * A verb of SQL and the call that does it.
 *
 * @param verb SELECT, INSERT, UPDATE or DELETE
 * @param rpc service and method, as the protocol names them
 * @param required columns that must be bound: for SELECT by {@code =} or {@code IN}
 * @param optional columns that may be bound besides
 */
public record Method(String verb, String rpc, List<String> required, List<String> optional) {
  public static final String SELECT = "SELECT";
  public static final String INSERT = "INSERT";
  public static final String UPDATE = "UPDATE";
  public static final String DELETE = "DELETE";

  public Method {
    required = List.copyOf(required);
    optional = List.copyOf(optional);
  }
}
