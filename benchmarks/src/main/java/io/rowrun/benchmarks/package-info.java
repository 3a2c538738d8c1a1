/** Programs that measure Rowrun against the bare thing below it; each prints ratios of one run. */
@NullMarked
package io.rowrun.benchmarks;

import org.jspecify.annotations.NullMarked;
