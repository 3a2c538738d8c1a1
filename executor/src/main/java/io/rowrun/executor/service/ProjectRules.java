package io.rowrun.executor.service;

import com.google.protobuf.FieldMask;
import com.google.protobuf.util.FieldMaskUtil;
import io.rowrun.executor.job.ErrorCode;
import io.rowrun.executor.job.ExecutorException;
import io.rowrun.executor.store.ProjectFilter;
import io.rowrun.proto.datasphere.v2.ListProjectsRequest;
import io.rowrun.proto.datasphere.v2.Project;
import io.rowrun.proto.datasphere.v2.UpdateProjectRequest;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What requests about projects must be like. Every message names field, rule and value. */
final class ProjectRules {
  private static final Pattern NAME = Pattern.compile("[a-z]([-a-z0-9]{0,61}[a-z0-9])?");
  private static final Pattern LABEL_KEY = Pattern.compile("[a-z][-_0-9a-z]{0,62}");
  private static final Pattern LABEL_VALUE = Pattern.compile("[-_0-9a-z]{0,63}");
  private static final int MAX_DESCRIPTION_LENGTH = 256;
  private static final int MAX_LABELS = 64;
  private static final int MAX_COMMUNITY_ID_LENGTH = 50;
  private static final int MAX_PAGE_TOKEN_LENGTH = 100;
  private static final int MAX_PATTERN_LENGTH = 200;
  private static final Set<String> CHANGEABLE =
      Set.of("name", "description", "labels", "settings", "limits");

  private ProjectRules() {}

  static void checkName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw invalid(
          "name must be 1 to 63 of a-z, 0-9 and '-', begin with a letter and not end with '-': '"
              + name
              + "'");
    }
  }

  static void checkDescription(String description) {
    checkLength("description", description, MAX_DESCRIPTION_LENGTH);
  }

  static void checkCommunity(String communityId) {
    checkLength("community_id", communityId, MAX_COMMUNITY_ID_LENGTH);
  }

  static void checkLabels(Map<String, String> labels) {
    if (labels.size() > MAX_LABELS) {
      throw invalid("labels must be " + MAX_LABELS + " at most: they are " + labels.size());
    }
    labels.forEach(
        (key, value) -> {
          if (!LABEL_KEY.matcher(key).matches()) {
            throw invalid(
                "labels: a key must be 1 to 63 of a-z, 0-9, '-' and '_' and begin with a letter: '"
                    + key
                    + "'");
          }
          if (!LABEL_VALUE.matcher(value).matches()) {
            throw invalid(
                "labels: the value of '"
                    + key
                    + "' must be at most 63 of a-z, 0-9, '-' and '_': '"
                    + value
                    + "'");
          }
        });
  }

  /**
   * The fields that an Update is to change: those that it names, or, if it names none, those that
   * it sets.
   */
  static FieldMask mask(UpdateProjectRequest request) {
    if (request.getUpdateMask().getPathsCount() == 0) {
      return setFields(request);
    }
    for (String path : request.getUpdateMask().getPathsList()) {
      int dot = path.indexOf('.');
      boolean changeable = CHANGEABLE.contains(dot < 0 ? path : path.substring(0, dot));
      if (!changeable || !FieldMaskUtil.isValid(Project.class, path)) {
        throw invalid(
            "update_mask must name name, description, labels, settings or limits, or a field of"
                + " these: '"
                + path
                + "'");
      }
    }
    return request.getUpdateMask();
  }

  private static FieldMask setFields(UpdateProjectRequest request) {
    FieldMask.Builder mask = FieldMask.newBuilder();
    request.getAllFields().keySet().stream()
        .map(field -> field.getName())
        .filter(CHANGEABLE::contains)
        .forEach(mask::addPaths);
    if (mask.getPathsCount() == 0) {
      throw invalid("update_mask is required: name at least one field to change, such as name");
    }
    return mask.build();
  }

  static ProjectFilter filter(ListProjectsRequest request) {
    checkCommunity(request.getCommunityId());
    checkLength("page_token", request.getPageToken(), MAX_PAGE_TOKEN_LENGTH);
    checkLength("project_name_pattern", request.getProjectNamePattern(), MAX_PATTERN_LENGTH);
    String pattern = request.getProjectNamePattern().replaceAll("[%_!]", "!$0").replace('*', '%');
    return new ProjectFilter(request.getCommunityId(), request.getOwnedById(), pattern);
  }

  private static void checkLength(String field, String text, int most) {
    if (text.length() > most) {
      throw invalid(field + " must have " + most + " characters at most: it has " + text.length());
    }
  }

  private static ExecutorException invalid(String message) {
    return new ExecutorException(ErrorCode.INVALID_ARGUMENT, message);
  }
}
