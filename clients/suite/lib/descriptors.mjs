/**
 * PAPI descriptors, generated from the built Wasm into the git-ignored folder `.papi`.
 *
 * The CLI skips the work if the metadata has not changed. It resolves paths against the working
 * directory and must not touch `package.json`.
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { suiteDir, wasmPath } from './paths.mjs';

const run = promisify(execFile);
const CONFIG = '.papi/polkadot-api.json';
const METADATA = '.papi/metadata/labscape.scale';
const cli = join(suiteDir, 'node_modules/polkadot-api/bin/cli.js');
const entry = join(suiteDir, '.papi/descriptors/dist/index.js');

/** Generate (or refresh) the descriptors. */
export async function generateDescriptors() {
  mkdirSync(join(suiteDir, '.papi/metadata'), { recursive: true });
  writeFileSync(join(suiteDir, CONFIG), JSON.stringify({
    version: 0,
    descriptorPath: '.papi/descriptors',
    options: { noDescriptorsPackage: true },
    entries: { labscape: { metadata: METADATA } },
  }));
  const options = { cwd: suiteDir, maxBuffer: 64 << 20 };
  const common = ['--config', CONFIG];
  await run(process.execPath, [cli, 'add', 'labscape', '--wasm', wasmPath(), '--skip-codegen', ...common], options);
  await run(process.execPath, [cli, 'generate', ...common], options);
}

/** The descriptors of the chain; generates them if nobody has. */
export async function loadDescriptors() {
  if (!process.env.LABSCAPE_DESCRIPTORS_READY || !existsSync(entry)) await generateDescriptors();
  return (await import(pathToFileURL(entry))).labscape;
}
