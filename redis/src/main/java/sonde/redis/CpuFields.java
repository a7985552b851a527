package sonde.redis;

import static sonde.redis.InfoField.counter;

import java.util.List;

/** The fields of INFO's section CPU that stand for themselves. */
final class CpuFields {
  static final List<InfoField> ALL =
      List.of(
          counter("used_cpu_sys", "cpu_sys_seconds_total", "CPU time in the kernel."),
          counter("used_cpu_user", "cpu_user_seconds_total", "CPU time outside the kernel."),
          counter(
              "used_cpu_sys_children",
              "cpu_sys_children_seconds_total",
              "CPU time of forked processes in the kernel."),
          counter(
              "used_cpu_user_children",
              "cpu_user_children_seconds_total",
              "CPU time of forked processes outside the kernel."),
          counter(
              "used_cpu_sys_main_thread",
              "cpu_sys_main_thread_seconds_total",
              "CPU time of the main thread in the kernel."),
          counter(
              "used_cpu_user_main_thread",
              "cpu_user_main_thread_seconds_total",
              "CPU time of the main thread outside the kernel."),
          counter(
              "used_active_time_main_thread",
              "active_time_main_thread_seconds_total",
              "Time that the main thread worked rather than waited."));

  private CpuFields() {}
}
