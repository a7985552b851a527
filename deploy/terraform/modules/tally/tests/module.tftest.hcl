# terraform test, without a cluster.
mock_provider "kubernetes" {}

variables {
  namespace = "shop"
  image     = "sonde:1"
  redis = {
    sentinels = ["redis-sentinel-0.shop.svc:26379"]
    secret    = { name = "passwords" }
  }
}

run "configuration" {
  command = plan
  assert {
    condition = yamldecode(kubernetes_config_map_v1.configuration.data["tally.yaml"]) == {
      web = { listen = "0.0.0.0:8080", admin = { listen = "0.0.0.0:10602" } }
      redis = {
        sentinel = {
          master        = "mymaster"
          addresses     = ["redis-sentinel-0.shop.svc:26379"]
          password_file = "/run/secrets/tally/sentinel"
        }
        password_file = "/run/secrets/tally/redis"
        prefix        = ""
      }
      durability  = { replicas = "attached", timeout = "200ms" }
      idempotency = { keep = "24h" }
      hello       = { cache = "30s" }
    }
    error_message = "tally.yaml is not what it should be."
  }
  assert {
    condition     = kubernetes_deployment_v1.tally.spec[0].replicas == "3" && kubernetes_service_v1.http.spec[0].type == "LoadBalancer"
    error_message = "Three instances behind a load balancer are the default."
  }
  assert {
    condition     = kubernetes_deployment_v1.tally.spec[0].template[0].metadata[0].annotations["prometheus.io/port"] == "10602"
    error_message = "Prometheus has to scrape the admin port."
  }
}

run "with_postgres_and_a_weaker_durability" {
  command = plan
  variables {
    durability = { replicas = "1" }
    postgres   = { address = "postgresql://db:5432/hello", username = "tally", secret = { name = "db" } }
  }
  assert {
    condition = yamldecode(kubernetes_config_map_v1.configuration.data["tally.yaml"]).postgres == {
      address       = "postgresql://db:5432/hello"
      username      = "tally"
      password_file = "/run/secrets/tally/postgres"
    }
    error_message = "postgres is missing."
  }
  assert {
    condition     = yamldecode(kubernetes_config_map_v1.configuration.data["tally.yaml"]).durability.replicas == 1
    error_message = "A number of replicas has to stay a number."
  }
}

run "what_is_refused" {
  command = plan
  variables {
    replicas   = 0
    image      = "sonde"
    durability = { replicas = "all", timeout = "soon" }
    postgres   = { address = "postgresql://tally:secret@db/hello", username = "tally", secret = { name = "db" } }
    service    = { type = "ExternalName", port = 0 }
  }
  expect_failures = [var.replicas, var.image, var.durability, var.postgres, var.service]
}
