variable "name" {
  description = "Name of the Redis servers; they become NAME-0, NAME-1 and so on, the Sentinels NAME-sentinel-0 and so on."
  type        = string
  default     = "redis"
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

variable "secret" {
  description = "Secret with the passwords, in the same namespace: its name, and the keys of Redis' and of the Sentinels' password."
  type = object({
    name         = string
    redis_key    = optional(string, "redis")
    sentinel_key = optional(string, "sentinel")
  })
  nullable = false
}

variable "image" {
  description = "Image with redis-server, redis-sentinel, redis-cli and a shell; Redis 7.0 or newer. Pin it by digest where that matters."
  type        = string
  default     = "redis:8.2.1"
  nullable    = false
  validation {
    condition     = can(regex("[:@]", var.image)) && !endswith(var.image, ":latest")
    error_message = "image has to name a version or a digest, and not latest."
  }
}

variable "user_id" {
  description = "User and group that the servers run as; 999 is redis in the official image."
  type        = number
  default     = 999
  nullable    = false
  validation {
    condition     = var.user_id > 0
    error_message = "user_id has to be another one than root's."
  }
}

variable "nodes" {
  description = "How many Redis servers: a primary and replicas. With three a primary can be lost and writes are still confirmed by a replica."
  type        = number
  default     = 3
  nullable    = false
  validation {
    condition     = var.nodes >= 2 && var.nodes <= 9 && floor(var.nodes) == var.nodes
    error_message = "nodes has to be a whole number from 2 to 9."
  }
}

variable "sentinels" {
  description = "How many Sentinels; a majority has to agree on a failover."
  type        = number
  default     = 3
  nullable    = false
  validation {
    condition     = contains([3, 5, 7], var.sentinels)
    error_message = "sentinels has to be 3, 5 or 7: with an even number one more can fail no sooner."
  }
}

variable "master_name" {
  description = "What the Sentinels call the primary."
  type        = string
  default     = "mymaster"
  nullable    = false
  validation {
    condition     = can(regex("^[A-Za-z0-9_]+$", var.master_name))
    error_message = "master_name may have letters, digits and underscores."
  }
}

variable "maxmemory" {
  description = "What Redis takes for data, in Redis' notation. Full, it refuses writes (noeviction)."
  type        = string
  default     = "256mb"
  nullable    = false
  validation {
    condition     = can(regex("^[1-9][0-9]*(mb|gb)$", var.maxmemory))
    error_message = "maxmemory has to be a number with mb or gb, like 256mb."
  }
}

variable "min_replicas_to_write" {
  description = "A primary with fewer attached replicas refuses writes."
  type        = number
  default     = 1
  nullable    = false
  validation {
    condition     = var.min_replicas_to_write >= 0 && var.min_replicas_to_write < var.nodes
    error_message = "min_replicas_to_write has to be less than nodes."
  }
}

variable "down_after_milliseconds" {
  description = "A Sentinel holds a server that has not answered for so long to be down."
  type        = number
  default     = 3000
  nullable    = false
  validation {
    condition     = var.down_after_milliseconds >= 500 && var.down_after_milliseconds <= 60000
    error_message = "down_after_milliseconds has to be from 500 to 60000."
  }
}

variable "failover_timeout_milliseconds" {
  description = "Sentinel's failover-timeout: after twice this a failover that did not succeed is tried again."
  type        = number
  default     = 30000
  nullable    = false
  validation {
    condition     = var.failover_timeout_milliseconds >= 5000
    error_message = "failover_timeout_milliseconds has to be 5000 at least."
  }
}

variable "storage" {
  description = "Size and class of the volumes: of a Redis server (several times maxmemory, because the append-only file is rewritten beside itself) and of a Sentinel. Without a class it is the cluster's default."
  type = object({
    redis    = optional(string, "2Gi")
    sentinel = optional(string, "64Mi")
    class    = optional(string)
  })
  default  = {}
  nullable = false
  validation {
    condition     = alltrue([for size in [var.storage.redis, var.storage.sentinel] : can(regex("^[1-9][0-9]*(Mi|Gi|Ti)$", size))])
    error_message = "storage sizes have to be numbers with Mi, Gi or Ti."
  }
}

variable "resources" {
  description = "CPU and memory that are requested, and the limit of memory. Redis' limit has to leave room above maxmemory: its child that rewrites the file shares memory only until it is written to."
  type = object({
    redis_cpu       = optional(string, "100m")
    redis_memory    = optional(string, "320Mi")
    redis_limit     = optional(string, "640Mi")
    sentinel_cpu    = optional(string, "20m")
    sentinel_memory = optional(string, "32Mi")
    sentinel_limit  = optional(string, "64Mi")
  })
  default  = {}
  nullable = false
}

variable "anti_affinity" {
  description = "Whether servers of one kind may share a machine: required (never) or preferred (only if there is no other, as on a cluster of one)."
  type        = string
  default     = "required"
  nullable    = false
  validation {
    condition     = contains(["required", "preferred"], var.anti_affinity)
    error_message = "anti_affinity has to be required or preferred."
  }
}

variable "labels" {
  description = "Further labels of all objects."
  type        = map(string)
  default     = {}
  nullable    = false
}
