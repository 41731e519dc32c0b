#!/bin/sh
# At its first start OpenBao initializes itself (initialize.hcl). If it is killed meanwhile, that
# storage can never be unsealed. So it initializes a folder beside the data, which is renamed when
# it is complete.
set -eu
data=/openbao/file/data

if [ ! -d "$data" ]; then
  rm -rf "$data.new"
  mkdir -m 700 "$data.new"
  BAO_RAFT_PATH=$data.new bao server -config=/etc/harbor/openbao &
  server=$!
  # It answers only once it is initialized.
  until bao status >/dev/null 2>&1; do
    kill -0 "$server"
    sleep 0.2
  done
  kill "$server"
  wait "$server"
  mv "$data.new" "$data"
fi

exec bao server -config=/etc/harbor/openbao
