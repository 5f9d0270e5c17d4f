# Shared by the scripts beside it: where things are, which toolchain is used, how messages look.
# Sourced, never run.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf '\033[1m== %s\033[0m\n' "$*"; }
die() {
	printf 'error: %s\n' "$*" >&2
	exit 1
}

# CI reuses what an earlier run built: the target folder then lies outside the checkout.
if [ -n "${CI:-}" ] && [ -z "${CARGO_TARGET_DIR:-}" ]; then
	CARGO_TARGET_DIR=$HOME/.cache/labscape-target
fi
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$ROOT/target}
# With a target folder elsewhere, the Wasm builder must be told which workspace it builds.
export WASM_BUILD_WORKSPACE_HINT=$ROOT
export WASM_BUILD_TOOLCHAIN=${WASM_BUILD_TOOLCHAIN:-}
[ -n "$WASM_BUILD_TOOLCHAIN" ] || unset WASM_BUILD_TOOLCHAIN
export OPENSSL_NO_VENDOR=1
export CARGO_TERM_COLOR=${CARGO_TERM_COLOR:-auto}

# A toolchain can build the runtime when the Wasm target lies in its sysroot.
has_wasm_target() { # rustc
	local root
	root=$("$@" --print sysroot 2>/dev/null) || return 1
	compgen -G "$root/lib/rustlib/wasm32v1-none/lib/libcore-*.rlib" >/dev/null
}

# Choose the toolchain: what is active if it has the target, else the distribution's own.
choose_toolchain() {
	if has_wasm_target rustc; then return 0; fi
	if has_wasm_target /usr/bin/rustc; then
		if command -v rustup >/dev/null 2>&1; then
			rustup toolchain list | grep -q '^debian' || rustup toolchain link debian /usr
			export RUSTUP_TOOLCHAIN=debian
		else
			export PATH=/usr/bin:$PATH
		fi
		return 0
	fi
	return 1
}
choose_toolchain || true

# Where the built programs lie.
BIN=$CARGO_TARGET_DIR/release

# One selection for every build: cargo unites features per selection, and another one would build
# hundreds of crates anew.
PROGRAMS=(-p labscape-node -p labscape-agent -p labscape-cli -p labscape-test-support)

build_binaries() { # more options
	cargo build --release --locked "${PROGRAMS[@]}" "$@"
	# Compiles the runtime and keeps it, so that no node that is started waits for it. What else it finds
	# does not matter here.
	"$BIN/labscape-node" doctor --dev >/dev/null 2>&1 || true
}

# Where the times of this checkout's files are noted. The list's own time is the end of the last run.
file_times() { echo "$CARGO_TARGET_DIR/file-times-$(cksum <<<"$ROOT" | cut -d ' ' -f 1)"; }

# For CI, whose checkout is a new clone: all its files are new, and cargo, which goes by their times, would
# build every crate of ours again. Files that hold what they held at the last run in this place get the time
# that they had then; one that changed keeps its own, which is later. If anything was built since, or the run
# did not end, what lies there may be of other files, and none gets its time.
keep_file_times() {
	local times sums
	times=$(file_times)
	sums=$(cd "$ROOT" && git ls-files -z | xargs -0 sha256sum) || return 0
	if [ -f "$times" ] && [ -z "$(find "$CARGO_TARGET_DIR" -name invoked.timestamp -newer "$times" -print -quit)" ]; then
		awk -F '\t' 'NR == FNR { was[$1] = $2; next } $0 in was { print was[$0] "\t" substr($0, 67) }' \
			"$times" - <<<"$sums" | while IFS=$'\t' read -r time path; do
			touch -m -d "@$time" -- "$ROOT/$path"
		done
	fi
	mkdir -p "$CARGO_TARGET_DIR"
	(cd "$ROOT" && git ls-files -z | xargs -0 stat -c %.9Y) | paste <(echo "$sums") - >"$times.new"
	mv "$times.new" "$times"
}

# Install a folder's pinned npm packages, unless that was done for this very lock file. `npm ci` refuses
# a lock that lacks packages of other platforms, which this npm leaves out; `npm install` takes the
# pinned versions all the same. The lock itself stays as it is.
npm_install() { # folder
	local stamp=$1/node_modules/.lock-installed lock
	cmp -s "$1/package-lock.json" "$stamp" && return 0
	lock=$(mktemp)
	cp "$1/package-lock.json" "$lock"
	(cd "$1" && { npm ci --no-audit --no-fund --loglevel=silent ||
		npm install --no-audit --no-fund --loglevel=error; })
	cp "$lock" "$1/package-lock.json"
	mv "$lock" "$stamp"
}

# The compiled runtime.
WASM=$CARGO_TARGET_DIR/release/wbuild/labscape-runtime/labscape_runtime.compact.compressed.wasm
