variable "name" {
  description = "Name of the Deployment, the Services and what else belongs to it."
  type        = string
  default     = "tally"
  nullable    = false
  validation {
    condition     = can(regex("^[a-z]([-a-z0-9]{0,38}[a-z0-9])?$", var.name))
    error_message = "name has to be a DNS label of at most 40 characters: lower-case letters, digits and hyphens, a letter first."
  }
}

variable "namespace" {
  description = "Namespace, which exists."
  type        = string
  nullable    = false
  validation {
    condition     = can(regex("^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$", var.namespace))
    error_message = "namespace has to be a DNS label."
  }
}

variable "image" {
  description = "Sonde's image, as deploy/docker/Dockerfile builds it."
  type        = string
  nullable    = false
  validation {
    condition     = can(regex("[:@]", var.image)) && !endswith(var.image, ":latest")
    error_message = "image has to name a version or a digest, and not latest."
  }
}

variable "image_pull_policy" {
  description = "IfNotPresent, Always or Never."
  type        = string
  default     = "IfNotPresent"
  nullable    = false
  validation {
    condition     = contains(["IfNotPresent", "Always", "Never"], var.image_pull_policy)
    error_message = "image_pull_policy has to be IfNotPresent, Always or Never."
  }
}

variable "replicas" {
  description = "How many instances."
  type        = number
  default     = 3
  nullable    = false
  validation {
    condition     = var.replicas >= 1 && var.replicas <= 100 && floor(var.replicas) == var.replicas
    error_message = "replicas has to be a whole number from 1 to 100."
  }
}

variable "redis" {
  description = "Redis behind Sentinel: the Sentinels' addresses (HOST:PORT), what they call the primary, the Secret with both passwords, and addresses by name for /etc/hosts, so that no name server is needed while a machine fails. The outputs of the module redis-ha fit."
  type = object({
    sentinels   = list(string)
    master_name = optional(string, "mymaster")
    prefix      = optional(string, "")
    hosts       = optional(map(string), {})
    secret = object({
      name         = string
      redis_key    = optional(string, "redis")
      sentinel_key = optional(string, "sentinel")
    })
  })
  nullable = false
  validation {
    condition     = length(var.redis.sentinels) > 0 && alltrue([for address in var.redis.sentinels : can(regex("^[^:/@ ]+:[0-9]{1,5}$", address))])
    error_message = "redis.sentinels has to have addresses of the form HOST:PORT."
  }
}

variable "durability" {
  description = "How many replicas confirm a call before it is answered: attached (every attached one, at least one), or a number, which is weaker; and how long they may take."
  type = object({
    replicas = optional(string, "attached")
    timeout  = optional(string, "200ms")
  })
  default  = {}
  nullable = false
  validation {
    condition     = can(regex("^(attached|[0-9])$", var.durability.replicas))
    error_message = "durability.replicas has to be attached or a number from 0 to 9."
  }
  validation {
    condition     = can(regex("^[1-9][0-9]*(ms|s)$", var.durability.timeout))
    error_message = "durability.timeout has to be a duration like 200ms."
  }
}

variable "idempotency_keep" {
  description = "How long a client's Idempotency-Key is remembered."
  type        = string
  default     = "24h"
  nullable    = false
  validation {
    condition     = can(regex("^[1-9][0-9]*(s|m|h|d)$", var.idempotency_keep))
    error_message = "idempotency_keep has to be a duration like 24h."
  }
}

variable "postgres" {
  description = "PostgreSQL for the message of /helloworld: postgresql://HOST[:PORT]/DATABASE without a password, the user, and the Secret and key with the password. Null: /helloworld answers its default message."
  type = object({
    address  = string
    username = string
    secret   = object({ name = string, key = optional(string, "postgres") })
  })
  default = null
  validation {
    condition     = var.postgres == null || can(regex("^postgresql://[^@/]+/[^@]+$", var.postgres.address))
    error_message = "postgres.address has to be postgresql://HOST[:PORT]/DATABASE, without user and password."
  }
}

variable "hello_cache" {
  description = "How long the message of /helloworld is cached."
  type        = string
  default     = "30s"
  nullable    = false
  validation {
    condition     = can(regex("^[1-9][0-9]*(ms|s|m|h)$", var.hello_cache))
    error_message = "hello_cache has to be a duration like 30s."
  }
}

variable "service" {
  description = "The Service that clients use: LoadBalancer, NodePort or ClusterIP, its port, and annotations, as cloud providers want them."
  type = object({
    type        = optional(string, "LoadBalancer")
    port        = optional(number, 80)
    annotations = optional(map(string), {})
  })
  default  = {}
  nullable = false
  validation {
    condition     = contains(["LoadBalancer", "NodePort", "ClusterIP"], var.service.type)
    error_message = "service.type has to be LoadBalancer, NodePort or ClusterIP."
  }
  validation {
    condition     = var.service.port >= 1 && var.service.port <= 65535
    error_message = "service.port has to be a port."
  }
}

variable "service_monitor" {
  description = "Makes a ServiceMonitor for the Prometheus Operator, whose definitions the cluster must have when this is planned. Without it, annotations prometheus.io/… are set."
  type        = bool
  default     = false
  nullable    = false
}

variable "resources" {
  description = "CPU and memory that an instance requests, and its limit of memory. There is no limit of CPU: it would only make answers late."
  type = object({
    cpu    = optional(string, "100m")
    memory = optional(string, "96Mi")
    limit  = optional(string, "160Mi")
  })
  default  = {}
  nullable = false
}

variable "termination_grace_seconds" {
  description = "How long an instance that is told to end may take to finish what it has begun."
  type        = number
  default     = 30
  nullable    = false
  validation {
    condition     = var.termination_grace_seconds >= 10 && var.termination_grace_seconds <= 600
    error_message = "termination_grace_seconds has to be from 10 to 600."
  }
}

variable "labels" {
  description = "Further labels of all objects."
  type        = map(string)
  default     = {}
  nullable    = false
}
