package io.rowrun.calcite.engine;

/**
 * What is fixed for the life of an engine.
 *
 * @param planCacheSize plans kept, least recently used dropped first; 0 keeps none
 */
public record EngineOptions(int planCacheSize) {
  public EngineOptions {
    if (planCacheSize < 0) {
      throw new IllegalArgumentException("planCacheSize is " + planCacheSize);
    }
  }

  public static EngineOptions defaults() {
    return new EngineOptions(1000);
  }
}
