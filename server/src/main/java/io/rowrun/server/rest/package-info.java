/**
 * The services as HTTP resources in proto JSON. {@link io.rowrun.server.rest.Routes} is the table
 * of all that is served; the OpenAPI document is made from it.
 */
@NullMarked
package io.rowrun.server.rest;

import org.jspecify.annotations.NullMarked;
