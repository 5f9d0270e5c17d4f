/**
 * Where the node, the runtime and the benchmarks lie.
 *
 * Order: the environment (set by `run.mjs` from its options), then the release folder of the
 * Cargo target directory.
 */
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const suiteDir = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const checkout = resolve(suiteDir, '../..');
const release = join(process.env.CARGO_TARGET_DIR ?? join(checkout, 'target'), 'release');
const wasmName = 'labscape_runtime.compact.compressed.wasm';

/** Path of the node binary, or an error that says how to give one. */
export function nodePath() {
  const path = process.env.LABSCAPE_NODE ?? join(release, 'labscape-node');
  if (!existsSync(path)) {
    throw new Error(`no node binary at ${path}: build it, or set LABSCAPE_NODE or --node PATH`);
  }
  return path;
}

/** Path of the compiled benchmarks, or an error that says how to give one. */
export function benchPath() {
  const path = process.env.LABSCAPE_BENCH ?? join(release, 'labscape-bench');
  if (!existsSync(path)) {
    throw new Error(`no labscape-bench at ${path}: build it (cargo build --release -p labscape-bench), or set LABSCAPE_BENCH`);
  }
  return path;
}

/** Path of the runtime Wasm, or an error that says how to give one. */
export function wasmPath() {
  const path = process.env.LABSCAPE_WASM ?? join(release, 'wbuild/labscape-runtime', wasmName);
  if (!existsSync(path)) {
    throw new Error(`no runtime Wasm at ${path}: build it, or set LABSCAPE_WASM or --wasm PATH`);
  }
  return path;
}
