# Sonde's counter and hello service: a Deployment behind a load balancer. docs/terraform.md says more.

locals {
  port       = 8080
  admin_port = 10602
  secrets    = "/run/secrets/tally"

  configuration = merge(
    {
      web = { listen = "0.0.0.0:${local.port}", admin = { listen = "0.0.0.0:${local.admin_port}" } }
      redis = {
        sentinel = {
          master        = var.redis.master_name
          addresses     = var.redis.sentinels
          password_file = "${local.secrets}/sentinel"
        }
        password_file = "${local.secrets}/redis"
        prefix        = var.redis.prefix
      }
      durability = {
        # A number stays one.
        replicas = try(tonumber(var.durability.replicas), var.durability.replicas)
        timeout  = var.durability.timeout
      }
      idempotency = { keep = var.idempotency_keep }
      hello       = { cache = var.hello_cache }
    },
    # Only where it is set.
    [for of in var.postgres[*] : {
      postgres = {
        address       = of.address
        username      = of.username
        password_file = "${local.secrets}/postgres"
      }
    }]...
  )

  # Each secret file: where it comes from.
  secret_files = concat(
    [
      { path = "redis", name = var.redis.secret.name, key = var.redis.secret.redis_key },
      { path = "sentinel", name = var.redis.secret.name, key = var.redis.secret.sentinel_key },
    ],
    var.postgres == null ? [] : [{ path = "postgres", name = var.postgres.secret.name, key = var.postgres.secret.key }],
  )

  selector = {
    "app.kubernetes.io/name"     = "tally"
    "app.kubernetes.io/instance" = var.name
  }
  labels = merge(var.labels, local.selector, { "app.kubernetes.io/managed-by" = "terraform" })
}

resource "kubernetes_config_map_v1" "configuration" {
  metadata {
    name      = var.name
    namespace = var.namespace
    labels    = local.labels
  }
  data = {
    "tally.yaml" = yamlencode(local.configuration)
  }
}

resource "kubernetes_deployment_v1" "tally" {
  metadata {
    name      = var.name
    namespace = var.namespace
    labels    = local.labels
  }
  spec {
    replicas = tostring(var.replicas)
    strategy {
      type = "RollingUpdate"
      rolling_update {
        max_unavailable = "0"
        max_surge       = "1"
      }
    }
    selector {
      match_labels = local.selector
    }
    template {
      metadata {
        labels = local.labels
        annotations = merge(
          # A changed configuration is a new rollout.
          { "sonde/configuration" = sha256(yamlencode(local.configuration)) },
          var.service_monitor ? {} : {
            "prometheus.io/scrape" = "true"
            "prometheus.io/port"   = tostring(local.admin_port)
            "prometheus.io/path"   = "/metrics"
          },
        )
      }
      spec {
        automount_service_account_token = false
        # They would hold REDIS_PORT and the like for every Service named redis, and Tally reads such variables.
        enable_service_links = false
        # On SIGTERM it is not ready at once, and goes on with the requests that it has.
        termination_grace_period_seconds = var.termination_grace_seconds
        security_context {
          run_as_non_root = true
          run_as_user     = 65532
          run_as_group    = 65532
          # Reads the secrets, which belong to root.
          fs_group = 65532
          seccomp_profile {
            type = "RuntimeDefault"
          }
        }
        dynamic "host_aliases" {
          for_each = var.redis.hosts
          content {
            ip        = host_aliases.value
            hostnames = [host_aliases.key]
          }
        }
        topology_spread_constraint {
          max_skew           = 1
          topology_key       = "kubernetes.io/hostname"
          when_unsatisfiable = "ScheduleAnyway"
          label_selector {
            match_labels = local.selector
          }
        }
        topology_spread_constraint {
          max_skew           = 1
          topology_key       = "topology.kubernetes.io/zone"
          when_unsatisfiable = "ScheduleAnyway"
          label_selector {
            match_labels = local.selector
          }
        }

        container {
          name              = "tally"
          image             = var.image
          image_pull_policy = var.image_pull_policy
          args              = ["tally", "--config", "/etc/tally/tally.yaml"]

          port {
            name           = "http"
            container_port = local.port
          }
          port {
            name           = "admin"
            container_port = local.admin_port
          }
          resources {
            requests = { cpu = var.resources.cpu, memory = var.resources.memory }
            limits   = { memory = var.resources.limit }
          }
          security_context {
            allow_privilege_escalation = false
            privileged                 = false
            read_only_root_filesystem  = true
            capabilities {
              drop = ["ALL"]
            }
          }
          startup_probe {
            http_get {
              path = "/-/healthy"
              port = "admin"
            }
            period_seconds    = 1
            timeout_seconds   = 1
            failure_threshold = 60
          }
          liveness_probe {
            http_get {
              path = "/-/healthy"
              port = "admin"
            }
            period_seconds    = 10
            timeout_seconds   = 3
            failure_threshold = 3
          }
          readiness_probe {
            http_get {
              path = "/-/ready"
              port = "admin"
            }
            # The sooner an instance that drains is found not ready, the fewer calls come to it.
            period_seconds    = 2
            timeout_seconds   = 2
            failure_threshold = 1
          }
          volume_mount {
            name       = "configuration"
            mount_path = "/etc/tally"
            read_only  = true
          }
          volume_mount {
            name       = "secrets"
            mount_path = local.secrets
            read_only  = true
          }
        }

        volume {
          name = "configuration"
          config_map {
            name         = kubernetes_config_map_v1.configuration.metadata[0].name
            default_mode = "0444"
          }
        }
        volume {
          name = "secrets"
          projected {
            default_mode = "0440"
            dynamic "sources" {
              for_each = local.secret_files
              content {
                secret {
                  name = sources.value.name
                  items {
                    key  = sources.value.key
                    path = sources.value.path
                  }
                }
              }
            }
          }
        }
      }
    }
  }
}

resource "kubernetes_service_v1" "http" {
  metadata {
    name        = var.name
    namespace   = var.namespace
    labels      = local.labels
    annotations = var.service.annotations
  }
  # A cluster of one's own may take long to give an address, or wait for `minikube tunnel`.
  wait_for_load_balancer = false
  spec {
    type     = var.service.type
    selector = local.selector
    port {
      name        = "http"
      port        = var.service.port
      target_port = "http"
    }
  }
}

# Metrics and health are for inside the cluster.
resource "kubernetes_service_v1" "admin" {
  metadata {
    name      = "${var.name}-admin"
    namespace = var.namespace
    labels    = merge(local.labels, { "app.kubernetes.io/component" = "admin" })
  }
  spec {
    type       = "ClusterIP"
    cluster_ip = "None"
    selector   = local.selector
    port {
      name        = "admin"
      port        = local.admin_port
      target_port = "admin"
    }
  }
}

resource "kubernetes_pod_disruption_budget_v1" "tally" {
  metadata {
    name      = var.name
    namespace = var.namespace
    labels    = local.labels
  }
  spec {
    max_unavailable = "1"
    selector {
      match_labels = local.selector
    }
  }
}

resource "kubernetes_manifest" "service_monitor" {
  count = var.service_monitor ? 1 : 0
  manifest = {
    apiVersion = "monitoring.coreos.com/v1"
    kind       = "ServiceMonitor"
    metadata = {
      name      = var.name
      namespace = var.namespace
      labels    = local.labels
    }
    spec = {
      selector  = { matchLabels = merge(local.selector, { "app.kubernetes.io/component" = "admin" }) }
      endpoints = [{ port = "admin", path = "/metrics" }]
    }
  }
}
