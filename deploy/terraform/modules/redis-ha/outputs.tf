output "sentinels" {
  description = "The Sentinels' addresses, HOST:PORT, as clients are to be configured with them."
  value       = [for host in local.sentinels : "${host}:${local.kinds.sentinel.port}"]
}

output "nodes" {
  description = "The Redis servers' addresses, HOST:PORT. Which one is the primary only the Sentinels know."
  value       = [for host in local.nodes : "${host}:${local.kinds.redis.port}"]
}

output "hosts" {
  description = "The addresses of all servers, Redis and Sentinels, by their names: for clients that are not to depend on a name server while a machine fails."
  value       = local.hosts
}

output "master_name" {
  description = "What the Sentinels call the primary."
  value       = var.master_name
}

output "secret" {
  description = "The Secret with the passwords: its name and keys, not what they hold."
  value       = var.secret
}
