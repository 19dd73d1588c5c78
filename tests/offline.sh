#!/bin/sh
# The commands and the whole test suite where there is no network but loopback.
#
#     tests/offline.sh PYTHON [arguments of pytest]
#
# A network namespace of its own has no other interface; making one takes root, or user namespaces.
set -eu
python=$1
if [ "${CCHC_NAMESPACE:-}" != own ]; then
    as_root=--map-root-user
    [ "$(id -u)" != 0 ] || as_root=
    # shellcheck disable=SC2086
    CCHC_NAMESPACE=own exec unshare --net $as_root "$0" "$@"
fi
shift
ip link set lo up
if [ "$(ls /sys/class/net 2> /dev/null | grep -vc '^lo$')" != 0 ] && ip -o link show up | grep -qv ': lo:'; then
    echo "there is another interface than loopback" >&2
    exit 1
fi

work=$(mktemp -d)
chat=
trap '[ -z "$chat" ] || kill "$chat"; rm -rf "$work"' EXIT
export CCHC_INDEX="$work/index"
"$python" -m cchc_assistant index corpus > "$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
echo "cchc index: done"
"$python" -m cchc_assistant ask "Ai chủ trì đào tạo ISO 9001, khi nào?" | grep -q "III.5"
echo "cchc ask: answered with its source"
"$python" -m cchc_assistant chat --port 7861 > "$work/chat" 2>&1 &
chat=$!
"$python" - << 'END'
import time
import urllib.request

for _ in range(240):
    try:
        page = urllib.request.urlopen("http://127.0.0.1:7861/", timeout=5)
        break
    except OSError:
        time.sleep(0.5)
else:
    raise SystemExit("cchc chat: no page within two minutes")
assert page.status == 200
END
echo "cchc chat: page served"
kill "$chat"
wait "$chat" 2> /dev/null || true
chat=
"$python" -m pytest "$@"
