package sonde.redis;

import static sonde.redis.InfoField.gauge;

import java.util.List;

/** The fields of INFO's section Memory, with those that Azure adds. */
final class MemoryFields {
  static final List<InfoField> ALL =
      List.of(
          gauge("used_memory", "memory_used_bytes", "Bytes that the server allocated."),
          gauge("used_memory_rss", "memory_used_rss_bytes", "Resident bytes of the process."),
          gauge("used_memory_peak", "memory_used_peak_bytes", "Most bytes ever allocated."),
          gauge("used_memory_lua", "memory_used_lua_bytes", "Bytes of the Lua engine for EVAL."),
          gauge("used_memory_vm_eval", "memory_used_vm_eval_bytes", "Bytes of EVAL's engine."),
          gauge(
              "used_memory_scripts_eval",
              "memory_used_scripts_eval_bytes",
              "Overhead in bytes of the scripts that EVAL cached."),
          gauge(
              "used_memory_overhead",
              "memory_used_overhead_bytes",
              "Bytes that manage the data rather than hold it."),
          gauge(
              "used_memory_startup",
              "memory_used_startup_bytes",
              "Bytes that the server had allocated once it was up."),
          gauge("used_memory_dataset", "memory_used_dataset_bytes", "Bytes of the data."),
          gauge(
              "used_memory_vm_functions",
              "memory_used_vm_functions_bytes",
              "Bytes of functions' engines."),
          gauge(
              "used_memory_scripts",
              "memory_used_scripts_bytes",
              "Overhead in bytes of scripts and functions."),
          gauge(
              "used_memory_functions",
              "memory_used_functions_bytes",
              "Overhead in bytes of functions."),
          gauge("used_memory_vm_total", "memory_used_vm_total", "Bytes of all script engines."),
          gauge(
              "number_of_cached_scripts", "number_of_cached_scripts", "Scripts that EVAL cached."),
          gauge("number_of_functions", "number_of_functions", "Functions."),
          gauge("number_of_libraries", "number_of_libraries", "Libraries of functions."),
          gauge("maxmemory", "memory_max_bytes", "Bytes that the data may take; 0 is no limit."),
          gauge(
              "maxmemory_reservation",
              "memory_max_reservation_bytes",
              "Bytes that Azure reserves for other than data."),
          gauge(
              "maxmemory_desired_reservation",
              "memory_max_reservation_desired_bytes",
              "Bytes that Azure shall reserve for other than data."),
          gauge(
              "maxfragmentationmemory_reservation",
              "memory_max_fragmentation_reservation_bytes",
              "Bytes that Azure reserves for fragmentation."),
          gauge(
              "maxfragmentationmemory_desired_reservation",
              "memory_max_fragmentation_reservation_desired_bytes",
              "Bytes that Azure shall reserve for fragmentation."),
          gauge(
              "mem_fragmentation_ratio",
              "mem_fragmentation_ratio",
              "Resident bytes over allocated ones."),
          gauge(
              "mem_fragmentation_bytes",
              "mem_fragmentation_bytes",
              "Resident bytes less allocated ones."),
          gauge("mem_clients_slaves", "mem_clients_slaves", "Bytes of the replicas' connections."),
          gauge("mem_clients_normal", "mem_clients_normal", "Bytes of the clients' connections."),
          gauge(
              "mem_cluster_links",
              "mem_cluster_links_bytes",
              "Bytes of the links to other Cluster nodes."),
          gauge(
              "mem_aof_buffer", "mem_aof_buffer_bytes", "Bytes of the append-only file's buffers."),
          gauge(
              "mem_replication_backlog",
              "mem_replication_backlog_bytes",
              "Bytes of the replication backlog."),
          gauge(
              "mem_not_counted_for_evict",
              "mem_not_counted_for_eviction_bytes",
              "Bytes that do not count towards the limit: buffers of replicas and append-only file."),
          gauge(
              "mem_total_replication_buffers",
              "mem_total_replication_buffers_bytes",
              "Bytes of all buffers for replication."),
          gauge(
              "mem_overhead_db_hashtable_rehashing",
              "mem_overhead_db_hashtable_rehashing_bytes",
              "Bytes of key tables that are being replaced by larger ones."),
          gauge(
              "allocator_active",
              "allocator_active_bytes",
              "Bytes in the allocator's active pages."),
          gauge(
              "allocator_allocated",
              "allocator_allocated_bytes",
              "Bytes that the allocator handed out."),
          gauge(
              "allocator_resident", "allocator_resident_bytes", "Resident bytes of the allocator."),
          gauge(
              "allocator_muzzy",
              "allocator_muzzy_bytes",
              "Bytes that the allocator gave back lazily."),
          gauge(
              "allocator_frag_ratio",
              "allocator_frag_ratio",
              "Active bytes over those handed out."),
          gauge(
              "allocator_frag_bytes",
              "allocator_frag_bytes",
              "Active bytes less those handed out."),
          gauge("allocator_rss_ratio", "allocator_rss_ratio", "Resident bytes over active ones."),
          gauge("allocator_rss_bytes", "allocator_rss_bytes", "Resident bytes less active ones."),
          gauge(
              "active_defrag_running",
              "active_defrag_running",
              "Share of CPU time, in percent, that defragmentation takes; 0 when it does not run."),
          gauge(
              "lazyfree_pending_objects",
              "lazyfree_pending_objects",
              "Objects that wait to be freed in the background."),
          gauge(
              "lazyfreed_objects",
              "lazyfreed_objects",
              "Objects that were freed in the background."));

  private MemoryFields() {}
}
