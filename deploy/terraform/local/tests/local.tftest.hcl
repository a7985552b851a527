# terraform test, without a cluster.
mock_provider "kubernetes" {
  mock_resource "kubernetes_service_v1" {
    defaults = {
      spec = { cluster_ip = "10.96.0.1" }
    }
  }
}

variables {
  redis_password    = "0123456789abcdef-redis"
  sentinel_password = "0123456789abcdef-sentinel"
  # An apply within a test wants every ephemeral variable set.
  postgres_password = "0123456789abcdef-postgres"
}

run "fits_together" {
  command = apply
  assert {
    condition     = output.metrics == "tally-admin.tally.svc:10602" && output.service.port == 80
    error_message = "The outputs are what the documentation says."
  }
  assert {
    condition     = kubernetes_secret_v1.passwords.data_wo == null && kubernetes_secret_v1.passwords.data_wo_revision == 1
    error_message = "The passwords must not be kept by Terraform."
  }
}

run "short_passwords_are_refused" {
  command = plan
  variables {
    redis_password = "short"
  }
  expect_failures = [var.redis_password]
}
