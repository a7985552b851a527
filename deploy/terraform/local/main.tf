# Redis behind Sentinel and Tally on a cluster of one's own: minikube, Docker Desktop, kind or k3s. docs/terraform.md has
# the steps.

terraform {
  required_version = ">= 1.11.0, < 2.0.0"
  required_providers {
    kubernetes = {
      source  = "hashicorp/kubernetes"
      version = "3.2.1"
    }
  }
}

provider "kubernetes" {
  config_path    = pathexpand(var.kubeconfig)
  config_context = var.context
}

resource "kubernetes_namespace_v1" "tally" {
  metadata {
    name = var.namespace
    labels = {
      "pod-security.kubernetes.io/enforce" = "restricted"
    }
  }
}

# Write-only: the passwords are neither in the plan nor in the state.
resource "kubernetes_secret_v1" "passwords" {
  metadata {
    name      = "passwords"
    namespace = kubernetes_namespace_v1.tally.metadata[0].name
  }
  data_wo = merge(
    { redis = var.redis_password, sentinel = var.sentinel_password },
    var.postgres_password == "" ? {} : { postgres = var.postgres_password },
  )
  data_wo_revision = var.passwords_revision
}

module "redis" {
  source    = "../modules/redis-ha"
  namespace = kubernetes_namespace_v1.tally.metadata[0].name
  secret    = { name = kubernetes_secret_v1.passwords.metadata[0].name }
  image     = var.redis_image
  # One machine has to do.
  anti_affinity = "preferred"
}

module "tally" {
  source    = "../modules/tally"
  namespace = kubernetes_namespace_v1.tally.metadata[0].name
  image     = var.image
  replicas  = var.replicas
  redis = {
    sentinels   = module.redis.sentinels
    master_name = module.redis.master_name
    hosts       = module.redis.hosts
    secret      = module.redis.secret
  }
  postgres = var.postgres == null ? null : {
    address  = var.postgres.address
    username = var.postgres.username
    secret   = { name = kubernetes_secret_v1.passwords.metadata[0].name }
  }
}
