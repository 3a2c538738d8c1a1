package io.rowrun.calcite.provider;

/** A column whose values are keys of another table of the same schema. */
public record ForeignKey(String column, String foreignTable, String foreignColumn) {}
