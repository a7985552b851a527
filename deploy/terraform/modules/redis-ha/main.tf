# One StatefulSet of Redis servers, of which the Sentinels make one the primary, and one of Sentinels. docs/terraform.md says
# how they find each other and what happens when one fails.

locals {
  kinds = {
    redis = {
      name     = var.name
      count    = var.nodes
      port     = 6379
      script   = "start-redis.sh"
      probe    = "redis"
      storage  = var.storage.redis
      requests = { cpu = var.resources.redis_cpu, memory = var.resources.redis_memory }
      limits   = { memory = var.resources.redis_limit }
      # Redis loads its file, and waits for its replicas when it ends.
      startup_failures = 60
      grace            = 60
    }
    sentinel = {
      name             = "${var.name}-sentinel"
      count            = var.sentinels
      port             = 26379
      script           = "start-sentinel.sh"
      probe            = "sentinel"
      storage          = var.storage.sentinel
      requests         = { cpu = var.resources.sentinel_cpu, memory = var.resources.sentinel_memory }
      limits           = { memory = var.resources.sentinel_limit }
      startup_failures = 30
      grace            = 10
    }
  }

  # A Service for each server: its name and address stay when the pod is replaced, and Sentinels remember addresses.
  servers = merge([
    for kind, of in local.kinds : {
      for i in range(of.count) : "${of.name}-${i}" => { kind = kind, port = of.port }
    }
  ]...)
  # These addresses by the servers' names.
  hosts = {
    for name in keys(local.servers) : "${name}.${local.domain}" => kubernetes_service_v1.server[name].spec[0].cluster_ip
  }
  domain    = "${var.namespace}.svc"
  nodes     = [for i in range(var.nodes) : "${var.name}-${i}.${local.domain}"]
  sentinels = [for i in range(var.sentinels) : "${var.name}-sentinel-${i}.${local.domain}"]

  selectors = {
    for kind, of in local.kinds : kind => {
      "app.kubernetes.io/name"     = kind
      "app.kubernetes.io/instance" = of.name
    }
  }
  labels = {
    for kind in keys(local.kinds) : kind => merge(var.labels, local.selectors[kind], {
      "app.kubernetes.io/component"  = "redis-ha"
      "app.kubernetes.io/managed-by" = "terraform"
    })
  }

  files = merge(
    { for file in ["common.sh", "start-redis.sh", "start-sentinel.sh", "probe.sh"] : file => file("${path.module}/scripts/${file}") },
    {
      "redis.conf" = join("", [
        file("${path.module}/scripts/redis.conf"),
        "# As the module was told.\nmaxmemory ${var.maxmemory}\nmin-replicas-to-write ${var.min_replicas_to_write}\n",
      ])
    },
  )
}

resource "kubernetes_config_map_v1" "scripts" {
  metadata {
    name      = "${var.name}-scripts"
    namespace = var.namespace
    labels    = local.labels.redis
  }
  data = local.files
}

# The name that a StatefulSet has to have.
resource "kubernetes_service_v1" "all" {
  for_each = local.kinds
  metadata {
    name      = "${each.value.name}-all"
    namespace = var.namespace
    labels    = local.labels[each.key]
  }
  spec {
    cluster_ip                  = "None"
    publish_not_ready_addresses = true
    selector                    = local.selectors[each.key]
    port {
      name        = each.key
      port        = each.value.port
      target_port = each.key
    }
  }
}

resource "kubernetes_service_v1" "server" {
  for_each = local.servers
  metadata {
    name      = each.key
    namespace = var.namespace
    labels    = local.labels[each.value.kind]
  }
  spec {
    # A server that is not ready has to be reached too: by Sentinels, and by replicas of a primary that starts.
    publish_not_ready_addresses = true
    selector                    = merge(local.selectors[each.value.kind], { "statefulset.kubernetes.io/pod-name" = each.key })
    port {
      name        = each.value.kind
      port        = each.value.port
      target_port = each.value.kind
    }
  }
}

resource "kubernetes_pod_disruption_budget_v1" "one" {
  for_each = local.kinds
  metadata {
    name      = each.value.name
    namespace = var.namespace
    labels    = local.labels[each.key]
  }
  spec {
    max_unavailable = "1"
    selector {
      match_labels = local.selectors[each.key]
    }
  }
}

resource "kubernetes_stateful_set_v1" "servers" {
  for_each = local.kinds
  metadata {
    name      = each.value.name
    namespace = var.namespace
    labels    = local.labels[each.key]
  }

  # Redis is ready when there is a primary, which takes the Sentinels; both are made at once, so neither is waited for here.
  wait_for_rollout = false

  spec {
    service_name = kubernetes_service_v1.all[each.key].metadata[0].name
    replicas     = each.value.count
    # All at once: a server waits for the Sentinels and the others by itself.
    pod_management_policy = "Parallel"
    update_strategy {
      type = "RollingUpdate"
    }
    selector {
      match_labels = local.selectors[each.key]
    }

    template {
      metadata {
        labels = local.labels[each.key]
        annotations = {
          "sonde/configuration" = sha256(jsonencode(local.files))
        }
      }
      spec {
        automount_service_account_token  = false
        enable_service_links             = false
        termination_grace_period_seconds = each.value.grace
        security_context {
          run_as_non_root = true
          run_as_user     = var.user_id
          run_as_group    = var.user_id
          fs_group        = var.user_id
          seccomp_profile {
            type = "RuntimeDefault"
          }
        }
        # A Sentinel stands still while it looks up a name, so no name server may be needed when a machine fails.
        dynamic "host_aliases" {
          for_each = local.hosts
          content {
            ip        = host_aliases.value
            hostnames = [host_aliases.key]
          }
        }
        affinity {
          pod_anti_affinity {
            dynamic "required_during_scheduling_ignored_during_execution" {
              for_each = var.anti_affinity == "required" ? [each.key] : []
              content {
                topology_key = "kubernetes.io/hostname"
                label_selector {
                  match_labels = local.selectors[each.key]
                }
              }
            }
            dynamic "preferred_during_scheduling_ignored_during_execution" {
              for_each = var.anti_affinity == "preferred" ? [each.key] : []
              content {
                weight = 100
                pod_affinity_term {
                  topology_key = "kubernetes.io/hostname"
                  label_selector {
                    match_labels = local.selectors[each.key]
                  }
                }
              }
            }
          }
        }

        container {
          name    = each.key
          image   = var.image
          command = ["/bin/sh", "/scripts/${each.value.script}"]

          env {
            name = "POD_NAME"
            value_from {
              field_ref {
                field_path = "metadata.name"
              }
            }
          }
          dynamic "env" {
            for_each = {
              SELF                          = "$(POD_NAME).${local.domain}"
              NODES                         = join(" ", local.nodes)
              SENTINELS                     = join(" ", local.sentinels)
              MASTER                        = var.master_name
              DATA                          = "/data"
              RUN                           = "/run/redis"
              SECRETS                       = "/run/secrets/redis"
              CONFIG                        = "/scripts/redis.conf"
              DOWN_AFTER_MILLISECONDS       = tostring(var.down_after_milliseconds)
              FAILOVER_TIMEOUT_MILLISECONDS = tostring(var.failover_timeout_milliseconds)
            }
            content {
              name  = env.key
              value = env.value
            }
          }

          port {
            name           = each.key
            container_port = each.value.port
          }
          resources {
            requests = each.value.requests
            limits   = each.value.limits
          }
          security_context {
            allow_privilege_escalation = false
            privileged                 = false
            read_only_root_filesystem  = true
            capabilities {
              drop = ["ALL"]
            }
          }

          # While it waits to be told what it is there is no server to ask; that is not an error.
          startup_probe {
            exec {
              command = ["/bin/sh", "/scripts/probe.sh", "${each.value.probe}-alive"]
            }
            period_seconds    = 5
            timeout_seconds   = 5
            failure_threshold = each.value.startup_failures
          }
          liveness_probe {
            exec {
              command = ["/bin/sh", "/scripts/probe.sh", "${each.value.probe}-alive"]
            }
            period_seconds    = 10
            timeout_seconds   = 5
            failure_threshold = 6
          }
          readiness_probe {
            exec {
              command = ["/bin/sh", "/scripts/probe.sh", "${each.value.probe}-ready"]
            }
            period_seconds    = 5
            timeout_seconds   = 5
            failure_threshold = 2
          }

          volume_mount {
            name       = "data"
            mount_path = "/data"
          }
          volume_mount {
            name       = "run"
            mount_path = "/run/redis"
          }
          volume_mount {
            name       = "scripts"
            mount_path = "/scripts"
            read_only  = true
          }
          volume_mount {
            name       = "secrets"
            mount_path = "/run/secrets/redis"
            read_only  = true
          }
        }

        volume {
          name = "run"
          empty_dir {
            medium     = "Memory"
            size_limit = "1Mi"
          }
        }
        volume {
          name = "scripts"
          config_map {
            name         = kubernetes_config_map_v1.scripts.metadata[0].name
            default_mode = "0444"
          }
        }
        volume {
          name = "secrets"
          secret {
            secret_name  = var.secret.name
            default_mode = "0440"
            items {
              key  = var.secret.redis_key
              path = "redis"
            }
            items {
              key  = var.secret.sentinel_key
              path = "sentinel"
            }
          }
        }
      }
    }

    volume_claim_template {
      metadata {
        name   = "data"
        labels = local.selectors[each.key]
      }
      spec {
        access_modes       = ["ReadWriteOnce"]
        storage_class_name = var.storage.class
        resources {
          requests = {
            storage = each.value.storage
          }
        }
      }
    }
  }
}
