#!/usr/bin/env node
/**
 * Run the client suite: `node run.mjs [--node PATH] [--wasm PATH] [--long] [FILE...]`.
 *
 * Starts one development node, lets the clients' test files work on it at the same time (each has
 * its own accounts), beside the other files, which start nodes of their own, and prints which
 * client does which flow. The command line and agents follow. `--long` (or LABSCAPE_LONG=1) adds jobs from submission to proof by swarms
 * of agents, and metadata-hash signing against the release Wasm, whose path is
 * LABSCAPE_RELEASE_WASM. Ends non-zero if any test failed.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { generateDescriptors } from './lib/descriptors.mjs';
import { startDevNode } from './lib/node.mjs';
import { nodePath, suiteDir, wasmPath } from './lib/paths.mjs';
import { clientTable } from './lib/report.mjs';

const CLIENTS = ['polkadot-js', 'papi', 'dedot'].map((c) => `test/${c}.test.mjs`);
const ECONOMY = ['polkadot-js', 'papi'].map((c) => `test/economy-${c}.test.mjs`);
const CLI = 'test/cli.test.mjs';
const BAD_INPUT = 'test/bad-input.test.mjs';
const LABSCAPE_RPC = 'test/labscape-rpc.test.mjs';
const METADATA_HASH = 'test/metadata-hash.test.mjs';
/** The command line and agents, each file on a chain of its own. */
const AGENTS = ['commands', 'stores', 'reconnect'].map((c) => `test/${c}.test.mjs`);
/** Those that wait for many epochs. */
const SWARM = ['swarm', 'alone'].map((c) => `test/${c}.test.mjs`);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { node: { type: 'string' }, wasm: { type: 'string' }, long: { type: 'boolean' } },
});
if (values.node) process.env.LABSCAPE_NODE = values.node;
if (values.wasm) process.env.LABSCAPE_WASM = values.wasm;
if (values.long) process.env.LABSCAPE_LONG = '1';

const everything = [...CLIENTS, ...ECONOMY, CLI, BAD_INPUT, LABSCAPE_RPC, METADATA_HASH, ...AGENTS];
if (process.env.LABSCAPE_LONG) everything.push(...SWARM);
const chosen = positionals.length ? positionals : everything;
const clients = chosen.filter((f) => CLIENTS.includes(f));
const results = join(suiteDir, 'results', 'clients.jsonl');

/** Run test files with node's runner; resolves to its exit code. */
function runTests(files, env = {}) {
  const child = spawn(
    process.execPath,
    ['--test', '--test-reporter=spec', `--test-concurrency=${Math.max(1, files.length)}`, ...files],
    { cwd: suiteDir, stdio: 'inherit', env: { ...process.env, NODE_NO_WARNINGS: '1', LABSCAPE_RESULTS: results, ...env } },
  );
  return new Promise((resolve) => child.on('close', resolve));
}

const begin = Date.now();
console.log(`node ${nodePath()}\nwasm ${wasmPath()}`);
rmSync(results, { force: true });
mkdirSync(join(suiteDir, 'results'), { recursive: true });
let failed = false;

const node = clients.length ? await startDevNode() : undefined;
try {
  if (node) {
    console.log(`development node: RPC after ${node.startMs} ms at ${node.ws}`);
  }
  const usesPapi = chosen.some((f) => /papi/.test(f));
  if (usesPapi) await generateDescriptors();
  const env = { ...(node && { LABSCAPE_WS: node.ws }), ...(usesPapi && { LABSCAPE_DESCRIPTORS_READY: '1' }) };
  const together = chosen.filter((file) => !AGENTS.includes(file));
  if (together.length) failed = (await runTests(together, env)) !== 0;
  if (node?.panicked) {
    console.error(`the node panicked:\n${node.tail()}`);
    failed = true;
  }
} finally {
  await node?.stop();
}
// When the others are done: their agents wait for epochs, and two cores are soon taken.
const agents = chosen.filter((file) => AGENTS.includes(file));
if (agents.length) failed = (await runTests(agents)) !== 0 || failed;

const summary = clientTable(results);
if (summary) console.log(`\n${summary}`);
console.log(`\nclient suite: ${failed ? 'FAILED' : 'passed'} in ${Math.round((Date.now() - begin) / 1000)} s`);
process.exitCode = failed ? 1 : 0;
