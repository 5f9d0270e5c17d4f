#!/usr/bin/env node
/**
 * Run multi-node scenarios: `node run.mjs [--node PATH] [--all] [SCENARIO...]`.
 *
 * Without arguments the first scenario runs; `--all` (or LABSCAPE_LONG=1) runs every one, one
 * after the other. Scenarios: restart, backup, stall, join. Ends non-zero if any failed.
 */
import { spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const SCENARIOS = ['restart', 'backup', 'stall', 'join'];
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { node: { type: 'string' }, all: { type: 'boolean' } },
});
if (values.node) process.env.LABSCAPE_NODE = values.node;
const all = values.all || process.env.LABSCAPE_LONG;
const chosen = positionals.length ? positionals : all ? SCENARIOS : SCENARIOS.slice(0, 1);
for (const name of chosen) {
  if (!SCENARIOS.includes(name)) throw new Error(`no scenario ${name}; there are ${SCENARIOS.join(', ')}`);
}

const child = spawn(
  process.execPath,
  ['--test', '--test-reporter=spec', '--test-concurrency=1', '--test-force-exit', ...chosen.map((n) => `scenarios/${n}.test.mjs`)],
  { cwd: dirname(fileURLToPath(import.meta.url)), stdio: 'inherit', env: { ...process.env, NODE_NO_WARNINGS: '1' } },
);
child.on('close', (code) => { process.exitCode = code ?? 1; });
