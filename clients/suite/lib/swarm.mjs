/**
 * The command line and agents as separate processes, on a chain that a test started.
 *
 * Everything listens on 127.0.0.1 and keeps its data in one temporary folder. A process is only ever
 * ended by the pid this module started.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { nodePath, suiteDir } from './paths.mjs';

const checkout = resolve(suiteDir, '../..');
const STOP_TIMEOUT_MS = 15_000;
const COMMAND_TIMEOUT_MS = 150_000;

/** The exit codes that command line and agent document. */
export const EXIT = {
  done: 0, failure: 1, usage: 2, noNode: 3, otherChain: 4, key: 5, refused: 6, notFound: 7, store: 8,
  timeout: 9, funds: 10, programFailed: 11,
};

function program(name, variable) {
  const path = process.env[variable] ?? join(dirname(nodePath()), name);
  if (!existsSync(path)) throw new Error(`no ${name} at ${path}: build it, or set ${variable}`);
  return path;
}
export const cliPath = () => program('labscape', 'LABSCAPE_CLI');
export const agentPath = () => program('labscape-agent', 'LABSCAPE_AGENT');

/** Images and labels of the digits program. */
export const digitsData = (name) => join(checkout, 'programs/digits/data', name);

/** Run a program to its end; never throws for a non-zero exit. */
export async function run(path, args, { env = {}, input, timeoutMs = COMMAND_TIMEOUT_MS, cwd } = {}) {
  const child = spawn(path, args, {
    cwd,
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (d) => { stdout += d; });
  child.stderr.setEncoding('utf8').on('data', (d) => { stderr += d; });
  if (input !== undefined) child.stdin.end(input);
  const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
  const code = await new Promise((done, failed) => { child.on('close', done); child.on('error', failed); });
  clearTimeout(timer);
  return { code, stdout, stderr, output: `${stdout}\n${stderr}` };
}

let built;
/** Build the example programs once; returns the folder of their modules. */
export function programs() {
  built ??= (async () => {
    const done = await run(join(checkout, 'programs/build.sh'), [], {
      env: { ...process.env }, timeoutMs: 600_000,
    });
    assert.equal(done.code, 0, done.output);
    return done.stdout.trim().split('\n').at(-1);
  })();
  return built;
}

/** The library that lies to a process about the time, if it is installed (package `faketime`). */
export function clockLibrary() {
  const folders = existsSync('/usr/lib') ? readdirSync('/usr/lib').map((name) => `/usr/lib/${name}/faketime`) : [];
  return folders.map((folder) => `${folder}/libfaketimeMT.so.1`).find((path) => existsSync(path));
}

/** A TCP port that is free now. */
export function freePort() {
  return new Promise((done, failed) => {
    const server = createServer();
    server.on('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

/** A folder of one test file, and the command line with its chain and store. */
export class Desk {
  constructor(ws) {
    this.ws = ws;
    this.folder = mkdtempSync(join(tmpdir(), 'labscape-swarm-'));
    this.store = this.path('store');
    this.agents = [];
  }

  path(...parts) {
    return join(this.folder, ...parts);
  }

  /** Run `labscape`; `key` signs. */
  run(args, { key, store = this.store, ...options } = {}) {
    return run(cliPath(), ['--url', this.ws, '--store', store, ...(key ? ['--key', key] : []), ...args], {
      cwd: this.folder, ...options,
    });
  }

  /** Run `labscape`, expect success, return what it printed. */
  async say(args, options) {
    const done = await this.run(args, options);
    assert.equal(done.code, 0, `labscape ${args.join(' ')}\n${done.output}`);
    return done.stdout;
  }

  /** Run `labscape --json`, expect success, return the answer. */
  async ask(args, options) {
    return JSON.parse(await this.say(['--json', ...args], options));
  }

  /** Run `labscape`, expect that exit code and a message on stderr that matches. */
  async refused(code, message, args, options) {
    const done = await this.run(args, options);
    assert.equal(done.code, code, `labscape ${args.join(' ')}\n${done.output}`);
    assert.match(done.stderr, message);
    assert.doesNotMatch(done.output, /panicked/);
    return done;
  }

  /** Submit a job; returns its id. */
  async submit(args, options) {
    const receipt = await this.ask(['job', 'submit', ...args], options);
    const event = receipt.events.find(({ event: name }) => name === 'Resources.JobSubmitted');
    assert.equal(receipt.job, String(event.fields.job));
    return Number(receipt.job);
  }

  job(id) {
    return this.ask(['job', 'show', String(id)]);
  }

  /** Wait until a job is in that state. */
  async untilJob(id, check, timeoutMs = 240_000) {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const job = await this.job(id);
      if (check(job)) return job;
      assert.ok(Date.now() < deadline, `job ${id}: not within ${timeoutMs} ms: ${JSON.stringify(job)}\n${this.logs()}`);
      await sleep(1_500);
    }
  }

  /** Register a provider and start an agent of it. */
  async provide(name, { labscape = 0, units = 64, bond = 100_000, join: more = [], run: flags = [], start = true } = {}) {
    await this.say(['provider', 'register', '--bond', String(bond)], { key: `//${name}` });
    const agent = new Agent(this, name);
    await agent.init();
    await agent.say(['join', '--labscape', String(labscape), '--units', String(units), '--provider-key', `//${name}`, ...more]);
    this.agents.push(agent);
    agent.flags = flags;
    if (start) await agent.start();
    return agent;
  }

  logs() {
    return this.agents.map((agent) => `--- ${agent.name}\n${agent.tail()}`).join('\n');
  }

  async close() {
    await Promise.all(this.agents.map((agent) => agent.stop()));
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const running = new Set();
process.on('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** One agent of a provider, in a folder of its own. */
export class Agent {
  constructor(desk, name) {
    this.desk = desk;
    this.name = name;
    this.folder = desk.path(`agent-${name}`);
    this.lines = [];
    this.flags = [];
  }

  run(args, options) {
    return run(agentPath(), ['--dir', this.folder, ...args], options);
  }

  async say(args, options) {
    const done = await this.run(args, options);
    assert.equal(done.code, 0, `labscape-agent ${args.join(' ')}\n${done.output}`);
    return done.stdout;
  }

  async init() {
    this.port = await freePort();
    this.metricsPort = await freePort();
    this.endpoint = `http://127.0.0.1:${this.port}`;
    await this.say(['init', '--url', this.desk.ws, '--store', this.desk.store, '--listen', `127.0.0.1:${this.port}`,
      '--endpoint', this.endpoint, '--metrics', `127.0.0.1:${this.metricsPort}`, '--threads', '1']);
  }

  /** Let its clock of the day jump by so many days, now and whenever it is started. */
  setClock(days) {
    this.clock ??= this.desk.path(`clock-${this.name}`);
    writeFileSync(this.clock, `${days < 0 ? '' : '+'}${days}d\n`);
  }

  /** Start the process and wait until it serves. */
  async start() {
    const clock = this.clock && {
      LD_PRELOAD: clockLibrary(), FAKETIME_TIMESTAMP_FILE: this.clock, FAKETIME_NO_CACHE: '1', FAKETIME_DONT_FAKE_MONOTONIC: '1',
    };
    const child = spawn(agentPath(), ['--dir', this.folder, 'run', ...this.flags], {
      stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...clock },
    });
    this.child = child;
    this.exit = undefined;
    running.add(child);
    const take = (data) => this.lines.push(...data.split('\n').filter(Boolean));
    child.stdout.setEncoding('utf8').on('data', take);
    child.stderr.setEncoding('utf8').on('data', take);
    this.exited = new Promise((done) => child.on('close', (code, signal) => {
      running.delete(child);
      this.exit = { code, signal };
      done(this.exit);
    }));
    for (let tries = 0; ; tries++) {
      const health = await this.get('/health').catch(() => undefined);
      if (health?.ok) return this;
      assert.ok(!this.exit && tries < 400, `agent ${this.name} does not run:\n${this.tail()}`);
      await sleep(50);
    }
  }

  get(path) {
    return fetch(this.endpoint + path);
  }

  /** A counter of its metrics. */
  async metric(name) {
    const text = await (await fetch(`http://127.0.0.1:${this.metricsPort}/metrics`)).text();
    const line = text.split('\n').find((l) => l.startsWith(`labscape_agent_${name} `));
    assert.ok(line, `no metric ${name}`);
    return Number(line.split(' ')[1]);
  }

  async status() {
    return JSON.parse(await this.say(['status', '--json']));
  }

  /** End it with a signal and wait. */
  async stop(signal = 'SIGTERM') {
    if (!this.child || this.exit) return this.exit;
    this.child.kill(signal);
    const ended = await Promise.race([this.exited, sleep(STOP_TIMEOUT_MS, null, { ref: false })]);
    if (!ended) {
      this.child.kill('SIGKILL');
      await this.exited;
    }
    return this.exit;
  }

  /** Resident memory in MiB. */
  rssMiB() {
    const status = readFileSync(`/proc/${this.child.pid}/status`, 'utf8');
    return Number(status.match(/VmRSS:\s+(\d+)/)[1]) / 1024;
  }

  tail(count = 30) {
    return this.lines.slice(-count).join('\n');
  }
}
