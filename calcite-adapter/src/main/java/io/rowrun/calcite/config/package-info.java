/**
 * The vendor's config.yaml as the parameters of a job, and the local files that a job takes with
 * it.
 */
@NullMarked
package io.rowrun.calcite.config;

import org.jspecify.annotations.NullMarked;
