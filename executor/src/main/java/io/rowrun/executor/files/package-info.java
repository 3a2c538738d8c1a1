/** The files of projects, kept by content, and their way into and out of a job's directory. */
@NullMarked
package io.rowrun.executor.files;

import org.jspecify.annotations.NullMarked;
