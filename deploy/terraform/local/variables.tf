variable "kubeconfig" {
  description = "kubectl's configuration file."
  type        = string
  default     = "~/.kube/config"
  nullable    = false
}

variable "context" {
  description = "Context of the cluster in that file: minikube, docker-desktop, kind-kind, default (k3s)."
  type        = string
  default     = "minikube"
  nullable    = false
}

variable "namespace" {
  description = "Namespace, which is made."
  type        = string
  default     = "tally"
  nullable    = false
}

variable "image" {
  description = "Sonde's image, which the cluster already has or can pull."
  type        = string
  default     = "sonde:local"
  nullable    = false
}

variable "redis_image" {
  description = "Image of Redis and the Sentinels."
  type        = string
  default     = "redis:8.2.1"
  nullable    = false
}

variable "replicas" {
  description = "How many instances of Tally."
  type        = number
  default     = 3
  nullable    = false
}

variable "redis_password" {
  description = "Password of Redis. make-passwords makes one."
  type        = string
  sensitive   = true
  ephemeral   = true
  nullable    = false
  validation {
    condition     = length(var.redis_password) >= 16
    error_message = "redis_password has to have 16 characters at least."
  }
}

variable "sentinel_password" {
  description = "Password of the Sentinels. make-passwords makes one."
  type        = string
  sensitive   = true
  ephemeral   = true
  nullable    = false
  validation {
    condition     = length(var.sentinel_password) >= 16
    error_message = "sentinel_password has to have 16 characters at least."
  }
}

variable "passwords_revision" {
  description = "Raise it to have changed passwords written: Terraform keeps none to compare with."
  type        = number
  default     = 1
  nullable    = false
}

variable "postgres" {
  description = "PostgreSQL for /helloworld, one that is already there: postgresql://HOST[:PORT]/DATABASE, and the user. Null: none."
  type = object({
    address  = string
    username = string
  })
  default = null
}

variable "postgres_password" {
  description = "Password of that user; empty if there is none."
  type        = string
  sensitive   = true
  ephemeral   = true
  default     = ""
  nullable    = false
}
