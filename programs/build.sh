#!/usr/bin/env bash
# Build every program of this folder to WebAssembly.
#
#     programs/build.sh            modules in target/programs/*.wasm of the checkout
#     CARGO_TARGET_DIR=DIR programs/build.sh         modules in DIR/programs/*.wasm
#
# Needs the target wasm32v1-none (scripts/setup adds it). Prints the folder on its last line.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
target="${CARGO_TARGET_DIR:-$here/../target}"
mkdir -p "$target/programs"
target="$(cd "$target" && pwd)"

# The compiler's work stays apart from the modules, and from any build that may be going on.
env -u RUSTFLAGS -u CARGO_ENCODED_RUSTFLAGS \
	cargo build --release --quiet --target wasm32v1-none \
	--manifest-path "$here/Cargo.toml" --target-dir "$target/programs-build"

for module in "$target"/programs-build/wasm32v1-none/release/*.wasm; do
	name="$(basename "$module")"
	# Crate names have underscores, folders have hyphens.
	to="$target/programs/${name//_/-}"
	# Whole or not at all: several may do this at a time.
	install -m 0644 "$module" "$to.$$"
	mv -f "$to.$$" "$to"
done
echo "$target/programs"
