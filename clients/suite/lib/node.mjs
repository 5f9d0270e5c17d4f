/**
 * Start and stop real `labscape-node` processes for tests and benchmarks.
 *
 * Every process listens on 127.0.0.1 only and keeps its data in a folder of its own, which is
 * deleted when it stops. The RPC port is read from the log: a node whose port is taken silently
 * binds another one. A process is only ever ended by the pid this module started.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { nodePath } from './paths.mjs';

const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 15_000;
const MAX_LOG_LINES = 20_000;
/** An hour, as in the live preset. */
const LIVE_SESSION_SLOTS = 1_200;
const RPC_LINE = /Running JSON-RPC server: addr=127\.0\.0\.1:(\d+)/;
/** What Rust prints when a thread of the node itself panics, also inside our log format. */
const PANIC = /^Thread '.*' panicked|thread '.*' panicked|This is a bug\. Please report it/m;

const running = new Set();
process.on('exit', () => {
  for (const node of running) node.child.kill('SIGKILL');
});

/** Flags that every test node gets: quiet, local, without fixed ports. */
const COMMON = ['--no-telemetry', '--no-mdns', '--no-prometheus'];

export class Node {
  /**
   * @param {string[]} args command line after the common flags
   * @param {{ basePath?: string, keepData?: boolean, rpcPort?: number, common?: string[],
   *   shell?: string }} options `shell` is a prefix such as `ulimit -n 12000` run in the same
   *   process before the node replaces it
   */
  constructor(args, options = {}) {
    this.ownsData = !options.basePath && !options.keepData;
    this.basePath = options.basePath ?? mkdtempSync(join(tmpdir(), 'labscape-suite-'));
    this.lines = [];
    this.args = [
      ...args,
      '--base-path', this.basePath,
      '--rpc-port', String(options.rpcPort ?? 0),
      ...(args.some((a) => a === '--listen-addr') ? [] : ['--listen-addr', '/ip4/127.0.0.1/tcp/0']),
      ...(options.common ?? COMMON),
    ];
    this.shell = options.shell;
  }

  /** The log so far. */
  get log() {
    return this.lines.join('\n');
  }

  /** True if a thread of the process panicked. */
  get panicked() {
    return PANIC.test(this.log);
  }

  get ws() {
    return `ws://127.0.0.1:${this.rpcPort}`;
  }

  /** Start the process; does not wait for it. */
  spawn() {
    const [command, args] = this.shell
      ? ['sh', ['-c', `${this.shell}; exec "$0" "$@"`, nodePath(), ...this.args]]
      : [nodePath(), this.args];
    this.child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    running.add(this);
    let rest = '';
    const take = (chunk) => {
      const parts = (rest + chunk).split('\n');
      rest = parts.pop();
      this.lines.push(...parts);
      if (this.lines.length > MAX_LOG_LINES) this.lines.splice(0, this.lines.length - MAX_LOG_LINES);
    };
    this.child.stdout.setEncoding('utf8').on('data', take);
    this.child.stderr.setEncoding('utf8').on('data', take);
    this.exited = new Promise((resolve) => {
      const done = (code, signal) => {
        if (rest) this.lines.push(rest);
        rest = '';
        running.delete(this);
        this.exit = { code, signal };
        resolve(this.exit);
      };
      this.child.on('close', done);
      this.child.on('error', (error) => {
        this.lines.push(String(error));
        done(null, null);
      });
    });
    return this;
  }

  /** Wait until a line of the log matches; returns the match. */
  async waitForLog(pattern, timeoutMs = START_TIMEOUT_MS) {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const found = this.log.match(pattern);
      if (found) return found;
      if (this.exit) throw new Error(`node ended (${JSON.stringify(this.exit)}):\n${this.tail()}`);
      if (Date.now() > deadline) {
        throw new Error(`no ${pattern} in the log after ${timeoutMs} ms:\n${this.tail()}`);
      }
      await sleep(25);
    }
  }

  /** Start the process and wait until its RPC server listens. */
  async start() {
    const begin = Date.now();
    this.spawn();
    this.rpcPort = Number((await this.waitForLog(RPC_LINE))[1]);
    this.startMs = Date.now() - begin;
    return this;
  }

  /** Ask the process to end and wait; kill it if it does not. */
  async stop(signal = 'SIGTERM') {
    if (this.child && !this.exit) {
      this.child.kill(signal);
      const ended = await Promise.race([this.exited, sleep(STOP_TIMEOUT_MS, null, { ref: false })]);
      if (!ended) {
        this.child.kill('SIGKILL');
        await this.exited;
      }
    }
    if (this.ownsData) rmSync(this.basePath, { recursive: true, force: true });
  }

  /** Resident memory in MiB, from the kernel. */
  rssMiB() {
    const status = readFileSync(`/proc/${this.child.pid}/status`, 'utf8');
    return Math.round(Number(status.match(/VmRSS:\s+(\d+)/)[1]) / 1024);
  }

  tail(count = 40) {
    return this.lines.slice(-count).join('\n');
  }
}

/** A development chain of one validator, ready for RPC. */
export async function startDevNode(extra = [], options = {}) {
  return new Node(['--dev', ...extra], options).start();
}

/**
 * A development chain whose sessions are as long as a live network's, for figures: a block that ends
 * a session takes no transactions (pallet-session declares it full), which happens once an hour there
 * and once a minute on the development preset.
 */
export async function startMeasuredNode(extra = [], options = {}) {
  const built = await runNode(['export-chain-spec', '--chain', 'dev']);
  if (built.code !== 0) throw new Error(`no chain spec:\n${built.output}`);
  const spec = JSON.parse(built.stdout);
  spec.genesis.runtimeGenesis.patch.timing.sessionSlots = LIVE_SESSION_SLOTS;
  const folder = mkdtempSync(join(tmpdir(), 'labscape-spec-'));
  try {
    const path = join(folder, 'chain.json');
    writeFileSync(path, JSON.stringify(spec));
    const flags = ['--chain', path, '--alice', '--validator', '--force-authoring', '--unsafe-force-node-key-generation'];
    return await new Node([...flags, ...extra], options).start();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Run a node command to its end; never throws for a non-zero exit. */
export async function runNode(args, { timeoutMs = 60_000, input } = {}) {
  const child = spawn(nodePath(), args, { stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (d) => { stdout += d; });
  child.stderr.setEncoding('utf8').on('data', (d) => { stderr += d; });
  if (input !== undefined) child.stdin.end(input);
  const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
  const code = await new Promise((resolve) => {
    child.on('close', (c) => resolve(c));
    child.on('error', (e) => { stderr += String(e); resolve(null); });
  });
  clearTimeout(timer);
  const output = `${stdout}\n${stderr}`;
  return { code, stdout, stderr, output, panicked: PANIC.test(output) };
}
