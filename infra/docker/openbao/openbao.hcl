# The key-encryption key of the vault lives here and never leaves: portal and worker send data keys in and out.

api_addr     = "https://openbao:8200"
cluster_addr = "https://127.0.0.1:8201"
ui           = false

storage "raft" {
  path                   = "/openbao/file/data"
  node_id                = "openbao"
  performance_multiplier = 1
}

# Unseals itself at every start with a key that lies outside the storage it protects. Without a static seal
# (or a cloud's) it would wait, sealed, for a person after each restart.
seal "static" {
  current_key_id = "1"
  current_key    = "file:///run/secrets/seal.key"
}

# A client without a certificate of our authority does not get as far as the first request.
listener "tcp" {
  address                            = "0.0.0.0:8200"
  cluster_address                    = "127.0.0.1:8201"
  tls_cert_file                      = "/run/secrets/server.crt"
  tls_key_file                       = "/run/secrets/server.key"
  tls_client_ca_file                 = "/run/secrets/ca.crt"
  tls_require_and_verify_client_cert = true
  tls_min_version                    = "tls13"
}

# For the health check, inside the container only.
listener "unix" {
  address = "/tmp/openbao.sock"
}

# Every request and answer, its values hashed, to the container's log: collect it from there.
audit "file" "stdout" {
  options {
    file_path = "stdout"
  }
}
