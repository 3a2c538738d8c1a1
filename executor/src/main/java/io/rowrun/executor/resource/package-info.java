/**
 * What jobs may use by id because the server's operator configured it in {@code rowrun.yaml} of the
 * data directory. Ids have 1 to 50 characters, none of them {@code /}, {@code :} or a space; {@code
 * projects} says whose jobs may use a resource, all where it is absent:
 *
 * <pre>{@code
 * mounts:                       # s3_mount_ids
 *   raw: {path: /srv/buckets/raw, read-only: true, projects: [team-a]}
 * datasets:                     # dataset_ids, beside those that jobs made
 *   ref: {path: /srv/ref}
 * docker-images:                # docker_image_resource_id
 *   py: {image: "registry:5000/py:3.11", username: me, password-secret: registry}
 * secrets:                      # password_ds_secret_name; with job-env a variable of every job
 *   registry: {value: "..."}
 *   TOKEN: {file: /etc/rowrun/token, job-env: true}
 *   OTHER: {env: NAME_IN_THE_SERVER}
 * spark-connectors:             # spark_parameters.connector_id
 *   s1: {environment: {SPARK_MASTER_URL: "spark://host:7077"}}
 * }</pre>
 */
@NullMarked
package io.rowrun.executor.resource;

import org.jspecify.annotations.NullMarked;
