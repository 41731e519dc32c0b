# The vault's key-encryption key never leaves OpenBao: portal and worker send it data keys to wrap
# and unwrap.

api_addr     = "https://openbao:8200"
cluster_addr = "https://127.0.0.1:8201"
ui           = false

storage "raft" {
  path                   = "/openbao/file/data"
  node_id                = "openbao"
  performance_multiplier = 1
}

# Unseals itself at every start with a key outside the storage that it protects. Without a static
# seal (or a cloud provider's) it would stay sealed after each restart until an operator unseals it.
seal "static" {
  current_key_id = "1"
  current_key    = "file:///run/secrets/seal.key"
}

# A client without a certificate of our authority fails the TLS handshake.
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

# Every request and answer goes to the container's log, with hashed values. Collect it from there.
audit "file" "stdout" {
  options {
    file_path = "stdout"
  }
}
