# How OpenBao initialises itself, once, when its storage is new. The root token that it uses is
# shown to no one and revoked at the end: from then on no login can change any of this, or export a
# key.

initialize "key" {
  request "mount_transit" {
    operation = "update"
    path      = "sys/mounts/transit"
    data = {
      type = "transit"
    }
  }

  # `derived`: each request's context derives a key of its own, so that a wrapped key opens for its
  # context only. Neither exportable nor fit for a plaintext backup, which are the two ways out;
  # neither can be changed later.
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

# The approaches have a key of their own: a login that decrypts their payloads cannot open the
# vault.
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

# One policy for each thing that can be done with a key; the identities below combine them. Naming
# the parameters shuts out all others, among them `batch_input`, which would carry requests of its
# own.
initialize "policies" {
  request "new-vault-keys" {
    operation = "update"
    path      = "sys/policies/acl/new-vault-keys"
    data = {
      policy = <<-EOT
        path "transit/datakey/plaintext/harbor" {
          capabilities        = ["update"]
          required_parameters = ["context"]
          allowed_parameters  = { "context" = [] }
        }
      EOT
    }
  }

  request "open-vault-keys" {
    operation = "update"
    path      = "sys/policies/acl/open-vault-keys"
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

  request "new-codec-keys" {
    operation = "update"
    path      = "sys/policies/acl/new-codec-keys"
    data = {
      policy = <<-EOT
        path "transit/datakey/plaintext/codec" {
          capabilities        = ["update"]
          required_parameters = ["context"]
          allowed_parameters  = { "context" = [] }
        }
      EOT
    }
  }

  request "open-codec-keys" {
    operation = "update"
    path      = "sys/policies/acl/open-codec-keys"
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

# A process authenticates by the certificate of its TLS connection: there is no further secret to
# keep. These blocks are alike because the format has neither loops nor variables.
initialize "identities" {
  request "mount_cert" {
    operation = "update"
    path      = "sys/auth/cert"
    data = {
      type = "cert"
    }
  }

  # The portal opens subjects, each with a new data key, and reads them back for owners and
  # reviewers.
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
      token_policies          = ["new-vault-keys", "open-vault-keys"]
      token_no_default_policy = true
      token_type              = "batch"
      token_ttl               = "1h"
    }
  }

  # The worker never opens a subject: it needs no new keys.
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
      token_policies          = ["open-vault-keys"]
      token_no_default_policy = true
      token_type              = "batch"
      token_ttl               = "1h"
    }
  }

  # The approaches encrypt payloads and decrypt them.
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
      token_policies          = ["new-codec-keys", "open-codec-keys"]
      token_no_default_policy = true
      token_type              = "batch"
      token_ttl               = "1h"
    }
  }

  # The Codec Server only decrypts.
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
      token_policies          = ["open-codec-keys"]
      token_no_default_policy = true
      token_type              = "batch"
      token_ttl               = "1h"
    }
  }
}
