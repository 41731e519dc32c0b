#!/bin/sh
# At its first start OpenBao tells itself what it needs to know (initialize.hcl); one that is killed in the middle
# of that refuses to unseal ever after. So it happens in a folder beside the data, renamed once it is complete.
set -eu
data=/openbao/file/data

if [ ! -d "$data" ]; then
  rm -rf "$data.new"
  mkdir -m 700 "$data.new"
  BAO_RAFT_PATH=$data.new bao server -config=/etc/harbor &
  server=$!
  # It answers only when it has told itself everything.
  until bao status >/dev/null 2>&1; do
    kill -0 "$server"
    sleep 0.2
  done
  kill "$server"
  wait "$server"
  mv "$data.new" "$data"
fi

exec bao server -config=/etc/harbor
