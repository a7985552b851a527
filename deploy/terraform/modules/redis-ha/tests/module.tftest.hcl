# terraform test, without a cluster.
mock_provider "kubernetes" {}

variables {
  namespace = "shop"
  secret    = { name = "passwords" }
}

run "servers_and_their_names" {
  command = plan
  assert {
    condition     = output.sentinels == ["redis-sentinel-0.shop.svc:26379", "redis-sentinel-1.shop.svc:26379", "redis-sentinel-2.shop.svc:26379"]
    error_message = "The Sentinels' addresses are what clients are configured with."
  }
  assert {
    condition     = toset(keys(kubernetes_service_v1.server)) == toset(["redis-0", "redis-1", "redis-2", "redis-sentinel-0", "redis-sentinel-1", "redis-sentinel-2"])
    error_message = "Every server has to have a Service of its own."
  }
  assert {
    condition     = alltrue([for service in kubernetes_service_v1.server : service.spec[0].publish_not_ready_addresses])
    error_message = "A server that is not ready has to be reached too."
  }
  assert {
    condition     = toset(keys(output.hosts)) == toset([for address in concat(output.nodes, output.sentinels) : split(":", address)[0]])
    error_message = "Every server's name has to be in /etc/hosts."
  }
  assert {
    condition     = length(regexall("maxmemory 256mb\nmin-replicas-to-write 1\n", kubernetes_config_map_v1.scripts.data["redis.conf"])) == 1
    error_message = "redis.conf lacks what the module was told."
  }
}

run "never_two_on_one_machine_by_default" {
  command = plan
  assert {
    condition = alltrue([
      for of in kubernetes_stateful_set_v1.servers :
      length(of.spec[0].template[0].spec[0].affinity[0].pod_anti_affinity[0].required_during_scheduling_ignored_during_execution) == 1
    ])
    error_message = "Anti-affinity has to be required by default."
  }
}

run "on_one_machine_if_told" {
  command = plan
  variables {
    anti_affinity = "preferred"
  }
  assert {
    condition = alltrue([
      for of in kubernetes_stateful_set_v1.servers :
      length(of.spec[0].template[0].spec[0].affinity[0].pod_anti_affinity[0].required_during_scheduling_ignored_during_execution) == 0
    ])
    error_message = "Preferred must not require."
  }
}

run "five_and_five" {
  command = plan
  variables {
    nodes     = 5
    sentinels = 5
  }
  assert {
    condition     = length(kubernetes_service_v1.server) == 10 && length(output.nodes) == 5 && length(output.sentinels) == 5
    error_message = "Five servers and five Sentinels are ten Services."
  }
}

run "what_is_refused" {
  command = plan
  variables {
    nodes         = 1
    sentinels     = 2
    maxmemory     = "lots"
    image         = "redis:latest"
    anti_affinity = "sometimes"
    namespace     = "Shop"
    user_id       = 0
  }
  expect_failures = [
    var.nodes, var.sentinels, var.maxmemory, var.image, var.anti_affinity, var.namespace, var.user_id,
  ]
}

run "more_confirmations_than_replicas_are_refused" {
  command = plan
  variables {
    nodes                 = 3
    min_replicas_to_write = 3
  }
  expect_failures = [var.min_replicas_to_write]
}
