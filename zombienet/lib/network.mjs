/**
 * A network of four validators under zombienet's native provider, and questions to its nodes.
 *
 * Zombienet spawns, restarts and ends the processes; what they should do is asserted here over
 * JSON-RPC, because zombienet only logs when something of its own goes wrong.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { nodePath } from '../../clients/suite/lib/paths.mjs';

const require = createRequire(import.meta.url);
const { start } = require('@zombienet/orchestrator');
const { readNetworkConfig } = require('@zombienet/utils');

export const VALIDATORS = ['alice', 'bob', 'charlie', 'dave'];
/** Slots are three seconds; finality follows the best block by two or three. */
export const BLOCK_MS = 3000;
const folder = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const START_TIMEOUT_MS = 120_000;
const REQUEST_TIMEOUT_MS = 5000;

export class Network {
  /** Spawn the network, with more arguments for some nodes by name, and wait until all answer. */
  static async start(args = {}) {
    const self = new Network();
    self.dir = mkdtempSync(join(tmpdir(), 'labscape-zombienet-'));
    const spec = join(self.dir, 'local-raw.json');
    execFileSync(nodePath(), ['export-chain-spec', '--chain', 'local', '--raw', '--output', spec], { stdio: ['ignore', 'ignore', 'inherit'] });
    process.env.LABSCAPE_NODE = nodePath();
    process.env.LABSCAPE_SPEC = spec;
    const config = readNetworkConfig(join(folder, 'network.toml'));
    for (const node of config.relaychain.nodes) {
      // A node's own arguments take the place of the default ones.
      if (args[node.name]) node.args = [...config.relaychain.default_args, ...args[node.name]];
    }
    const work = join(self.dir, 'net');
    mkdirSync(work);
    self.net = await start('', config, { dir: work, force: true, spawnConcurrency: 4, logType: 'silent' });
    self.spec = self.net.chainSpecFullPath;
    self.work = work;
    for (const name of VALIDATORS) {
      await until(`${name} answers`, () => self.heights(name), START_TIMEOUT_MS);
    }
    return self;
  }

  ws(name) {
    return this.net.getNodeByName(name).wsUri;
  }

  /** Pid of a node's process, as zombienet keeps it. */
  pid(name) {
    return this.net.client.processMap[name].pid;
  }

  log(name) {
    return readFileSync(join(this.work, `${name}.log`), 'utf8');
  }

  request(name, method, params = []) {
    return request(this.ws(name), method, params);
  }

  /** Best and finalised height of a node, or undefined while it is down. */
  async heights(name) {
    try {
      return await heightsOf(this.ws(name));
    } catch {
      return undefined;
    }
  }

  /** Kill -9, stay down for `seconds`, start again on the same data; resolves when it runs. */
  async restart(name, seconds) {
    const before = this.pid(name);
    const ok = await this.net.getNodeByName(name).restart(seconds);
    if (ok === false || this.pid(name) === before) throw new Error(`${name} was not restarted`);
  }

  /** True if any node's own threads panicked. */
  panics() {
    return VALIDATORS.filter((name) => /thread '.*' panicked|This is a bug\. Please report it/i.test(this.log(name)));
  }

  async stop({ keep = false } = {}) {
    await this.net.stop();
    await sleep(500);
    if (keep) console.log(`logs kept in ${this.work}`);
    else rmSync(this.dir, { recursive: true, force: true });
  }
}

/** One JSON-RPC request over HTTP. */
export async function request(ws, method, params = []) {
  const answer = await fetch(ws.replace('ws://', 'http://'), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
  });
  const { result, error } = await answer.json();
  if (error) throw new Error(`${method}: ${error.code} ${error.message}`);
  return result;
}

/** Best and finalised height of the node behind a URL. */
export async function heightsOf(ws) {
  const [best, finalHash] = await Promise.all([request(ws, 'chain_getHeader'), request(ws, 'chain_getFinalizedHead')]);
  const final = await request(ws, 'chain_getHeader', [finalHash]);
  return { best: Number(best.number), finalised: Number(final.number) };
}

/** Wait until `check` holds; says what was awaited if it does not. */
export async function until(what, check, timeoutMs) {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const value = await check();
    if (value) return value;
    if (Date.now() > deadline) throw new Error(`${what}: not within ${timeoutMs / 1000} s`);
    await sleep(500);
  }
}
