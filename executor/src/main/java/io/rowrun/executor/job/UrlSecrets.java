package io.rowrun.executor.job;

import java.util.regex.Pattern;

/** Users and passwords within URLs, as in {@code https://me:secret@host/}. */
public final class UrlSecrets {
  private static final Pattern USER_PART = Pattern.compile("://[^/\\s]*@");

  private UrlSecrets() {}

  /** Whether some URL in the text has a user part. */
  public static boolean in(String text) {
    return USER_PART.matcher(text).find();
  }

  /** The text with every user part of a URL in it replaced by stars. */
  public static String masked(String text) {
    return USER_PART.matcher(text).replaceAll("://****@");
  }
}
