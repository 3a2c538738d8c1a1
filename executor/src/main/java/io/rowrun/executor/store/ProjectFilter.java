package io.rowrun.executor.store;

import static java.util.Objects.requireNonNull;

/**
 * Which projects are wanted; an empty field does not matter.
 *
 * @param communityId projects of this community, or of none
 * @param createdBy projects that this user made
 * @param namePattern projects whose names are like this, in which {@code %} stands for any text and
 *     {@code !} takes the meaning off what follows; capitals do not matter
 */
public record ProjectFilter(String communityId, String createdBy, String namePattern) {
  /** All projects. */
  public static final ProjectFilter ALL = new ProjectFilter("", "", "");

  public ProjectFilter {
    requireNonNull(communityId);
    requireNonNull(createdBy);
    requireNonNull(namePattern);
  }
}
