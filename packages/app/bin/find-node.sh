# shellcheck shell=sh
# find_node DIR: sets $node to a Node that runs CoderClaw (24.16 or newer), or explains and returns 1.
# Sourced, not run: a child process here would cost more than everything else before Node starts.

find_node() {
  # Our own optional dependency, in DIR or above it, is pinned: its version need not be asked.
  directory=$1
  while [ -n "$directory" ]; do
    node=$directory/node_modules/.bin/node
    if [ -x "$node" ]; then return 0; fi
    directory=${directory%/*}
  done

  if node=$(command -v node); then
    version=$("$node" --version)
    version=${version#v}
    major=${version%%.*}
    minor=${version#*.}
    minor=${minor%%.*}
    if [ "$major" -gt 24 ] || { [ "$major" -eq 24 ] && [ "$minor" -ge 16 ]; }; then return 0; fi
    echo "coderclaw: needs Node 24.16 or newer; $node is $version. Run npm install here, or install Node 24." >&2
    return 1
  fi
  echo 'coderclaw: found no Node. Run npm install here, or install Node 24.16 or newer.' >&2
  return 1
}
