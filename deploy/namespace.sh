#!/bin/sh
# Makes the namespace and its search attributes, where they are missing. Repeatable: it looks first, and
# never shortens a longer retention. Which ones stands in TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE.
set -eu

# Said with every command: "namespace create" does not read the variable.
namespace=${TEMPORAL_NAMESPACE:-default}
days=30
attributes='ContactKey=Keyword Segment=Keyword NextSendAt=Datetime NeedsAttention=Bool Progress=KeywordList'

list() {
  temporal operator search-attribute list -n "$namespace"
}

has() { # name=type
  list | grep -q "^ *${1%=*}  *${1#*=} *\$"
}

# A server is not well as soon as it listens, and what was just made is not known to all of it at once.
eventually() {
  tries=30
  until "$@" >/dev/null 2>&1; do
    tries=$((tries - 1))
    if [ "$tries" -eq 0 ]; then
      echo "waited for a minute in vain: $*" >&2
      "$@"
      return 1
    fi
    sleep 2
  done
}

eventually temporal operator cluster health

if described=$(temporal operator namespace describe -n "$namespace" --output json 2>/dev/null); then
  seconds=$(printf '%s' "$described" |
    sed -n 's/.*"workflowExecutionRetentionTtl": *"\([0-9]*\)s".*/\1/p')
  if [ "${seconds:-0}" -lt $((days * 86400)) ]; then
    temporal operator namespace update -n "$namespace" --retention "${days}d"
  fi
else
  temporal operator namespace create -n "$namespace" --retention "${days}d"
fi

eventually list
for attribute in $attributes; do
  has "$attribute" || temporal operator search-attribute create -n "$namespace" \
    --name "${attribute%=*}" --type "${attribute#*=}"
done
for attribute in $attributes; do
  eventually has "$attribute"
done
echo "namespace $namespace is ready"
