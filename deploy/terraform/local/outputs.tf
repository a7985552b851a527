output "service" {
  description = "The Service that clients use: its name, namespace and port."
  value       = module.tally.service
}

output "address" {
  description = "The load balancer's host name or address; null until it has one, as on minikube without `minikube tunnel`."
  value       = module.tally.address
}

output "metrics" {
  description = "Where Prometheus inside the cluster finds Tally's metrics."
  value       = module.tally.metrics
}

output "sentinels" {
  description = "The Sentinels' addresses inside the cluster, for a Sonde that watches Redis."
  value       = module.redis.sentinels
}
