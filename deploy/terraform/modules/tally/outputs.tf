output "service" {
  description = "The Service that clients use: its name, namespace and port."
  value = {
    name      = kubernetes_service_v1.http.metadata[0].name
    namespace = var.namespace
    port      = var.service.port
  }
}

output "address" {
  description = "What the load balancer has been given: a host name or an address; null until it has one."
  value = try(
    coalesce(
      kubernetes_service_v1.http.status[0].load_balancer[0].ingress[0].hostname,
      kubernetes_service_v1.http.status[0].load_balancer[0].ingress[0].ip,
    ),
    null,
  )
}

output "metrics" {
  description = "The Service with every instance's metrics, HOST:PORT, for inside the cluster."
  value       = "${kubernetes_service_v1.admin.metadata[0].name}.${var.namespace}.svc:${local.admin_port}"
}
