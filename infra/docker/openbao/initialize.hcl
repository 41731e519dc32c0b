# What OpenBao is told once, when its storage is new. It does so itself, with a root token that nobody sees and
# that it revokes at the end: from then on nobody can change any of this, or export a key.

initialize "key" {
  request "mount_transit" {
    operation = "update"
    path      = "sys/mounts/transit"
    data = {
      type = "transit"
    }
  }

  # `derived`: each request's context derives a key of its own, so that a wrapped key opens for its context only.
  # Neither exportable nor fit for a plaintext backup, which are the two ways out; neither can be changed later.
  request "create_key" {
    operation = "update"
    path      = "transit/keys/harbor"
    data = {
      type                   = "aes256-gcm96"
      derived                = true
      exportable             = false
      allow_plaintext_backup = false
    }
  }
}

# The approaches' key is another one: whoever may decrypt their payloads cannot open the vault.
initialize "codec_key" {
  request "create_key" {
    operation = "update"
    path      = "transit/keys/codec"
    data = {
      type                   = "aes256-gcm96"
      derived                = true
      exportable             = false
      allow_plaintext_backup = false
    }
  }
}

initialize "policies" {
  # The portal opens applications (a new data key each) and reads them back for their owner and for reviewers.
  # Naming the parameters shuts out all others, among them `batch_input`, which would carry requests of its own.
  request "portal" {
    operation = "update"
    path      = "sys/policies/acl/portal"
    data = {
      policy = <<-EOT
        path "transit/datakey/plaintext/harbor" {
          capabilities        = ["update"]
          required_parameters = ["context"]
          allowed_parameters  = { "context" = [] }
        }
        path "transit/decrypt/harbor" {
          capabilities        = ["update"]
          required_parameters = ["ciphertext", "context"]
          allowed_parameters  = { "ciphertext" = [], "context" = [] }
        }
      EOT
    }
  }

  # The worker never opens an application: it needs no new keys.
  request "worker" {
    operation = "update"
    path      = "sys/policies/acl/worker"
    data = {
      policy = <<-EOT
        path "transit/decrypt/harbor" {
          capabilities        = ["update"]
          required_parameters = ["ciphertext", "context"]
          allowed_parameters  = { "ciphertext" = [], "context" = [] }
        }
      EOT
    }
  }

  # The approaches' process encrypts payloads and decrypts them; the Codec Server only decrypts.
  request "approaches" {
    operation = "update"
    path      = "sys/policies/acl/approaches"
    data = {
      policy = <<-EOT
        path "transit/datakey/plaintext/codec" {
          capabilities        = ["update"]
          required_parameters = ["context"]
          allowed_parameters  = { "context" = [] }
        }
        path "transit/decrypt/codec" {
          capabilities        = ["update"]
          required_parameters = ["ciphertext", "context"]
          allowed_parameters  = { "ciphertext" = [], "context" = [] }
        }
      EOT
    }
  }

  request "codec-server" {
    operation = "update"
    path      = "sys/policies/acl/codec-server"
    data = {
      policy = <<-EOT
        path "transit/decrypt/codec" {
          capabilities        = ["update"]
          required_parameters = ["ciphertext", "context"]
          allowed_parameters  = { "ciphertext" = [], "context" = [] }
        }
      EOT
    }
  }
}

# A process is known by the certificate of its TLS connection: there is no further secret to keep.
initialize "identities" {
  request "mount_cert" {
    operation = "update"
    path      = "sys/auth/cert"
    data = {
      type = "cert"
    }
  }

  request "portal" {
    operation = "update"
    path      = "auth/cert/certs/portal"
    data = {
      certificate = {
        eval_type   = "string"
        eval_source = "file"
        path        = "/run/secrets/ca.crt"
      }
      allowed_common_names    = ["portal"]
      token_policies          = ["portal"]
      token_no_default_policy = true
      token_type              = "batch"
      token_ttl               = "1h"
    }
  }

  request "worker" {
    operation = "update"
    path      = "auth/cert/certs/worker"
    data = {
      certificate = {
        eval_type   = "string"
        eval_source = "file"
        path        = "/run/secrets/ca.crt"
      }
      allowed_common_names    = ["worker"]
      token_policies          = ["worker"]
      token_no_default_policy = true
      token_type              = "batch"
      token_ttl               = "1h"
    }
  }

  request "approaches" {
    operation = "update"
    path      = "auth/cert/certs/approaches"
    data = {
      certificate = {
        eval_type   = "string"
        eval_source = "file"
        path        = "/run/secrets/ca.crt"
      }
      allowed_common_names    = ["approaches"]
      token_policies          = ["approaches"]
      token_no_default_policy = true
      token_type              = "batch"
      token_ttl               = "1h"
    }
  }

  request "codec-server" {
    operation = "update"
    path      = "auth/cert/certs/codec-server"
    data = {
      certificate = {
        eval_type   = "string"
        eval_source = "file"
        path        = "/run/secrets/ca.crt"
      }
      allowed_common_names    = ["codec-server"]
      token_policies          = ["codec-server"]
      token_no_default_policy = true
      token_type              = "batch"
      token_ttl               = "1h"
    }
  }
}
