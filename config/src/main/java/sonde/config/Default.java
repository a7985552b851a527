package sonde.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a record's component is when the file does not say: a scalar as it would be written in YAML
 * without quotes, {@code []} for an empty list, {@code {}} for an empty map or for a record of
 * which every component has a default. Variables are not expanded.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Default {
  /** The value. */
  String value();
}
