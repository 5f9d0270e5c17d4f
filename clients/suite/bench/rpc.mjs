#!/usr/bin/env node
/**
 * RPC under load: `node bench/rpc.mjs [--node PATH] [--seconds 20] [--rate 1000]
 *   [--connections 5000] [--out FILE]`.
 *
 * 1. storage reads, runtime calls and submissions at a fixed rate over a few WebSockets;
 * 2. thousands of connections, each subscribed to new heads: how long after its import does each
 *    block reach them, and what memory do they take;
 * 3. the limits: what is refused, how, and whether blocks stay on time meanwhile.
 *
 * Requests and subscriptions are those of `labscape-bench load` and `subscribers` (LABSCAPE_BENCH names the
 * program), which share the node's cores and leave it alone: the kernel stamps what arrives.
 *
 * The time of import is the node's own log line (`--detailed-log-output` gives milliseconds), on
 * the same clock as the clients.
 */
import { spawn } from 'node:child_process';
import http from 'node:http';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { pair } from '../lib/accounts.mjs';
import { Chain } from '../lib/extrinsic.mjs';
import { startMeasuredNode } from '../lib/node.mjs';
import { benchPath } from '../lib/paths.mjs';
import { Rpc, RpcError } from '../lib/rpc.mjs';
import { presign } from './presign.mjs';
import { Figures, percentile } from './report.mjs';
import { accountKey, fund, loadAccount } from './signers.mjs';

const READ_P99_MS = 5;
const SUBMIT_P99_MS = 10;
const NOTIFY_MS = 50;
const BLOCK_MS = 3000;
/** A block is late if it comes more than a slot after the one before, with some slack. */
const LATE_MS = BLOCK_MS + 500;
const SOCKETS = 10;
const SENDERS = 500;
const RECEIVERS = 50;
const FD_LIMIT = 12_000;
/** Connections the server accepts beyond those of the test, so that the probe has one. */
const SPARE = 10;
const SUBSCRIPTIONS_PER_CONNECTION = 1024;
const BATCH_LIMIT = 100;
const POOL_LIMIT = 32_768;
const NOTIFY_BLOCKS = 6;
/** Transactions thrown at a pool of a hundred. */
const FLOOD = 1000;
const IMPORTED = /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+).*Imported #(\d+)/;

const { values } = parseArgs({
  options: {
    node: { type: 'string' }, out: { type: 'string' }, seconds: { type: 'string', default: '20' },
    rate: { type: 'string', default: '1000' }, connections: { type: 'string', default: '5000' },
  },
});
if (values.node) process.env.LABSCAPE_NODE = values.node;
const seconds = Number(values.seconds);
const rate = Number(values.rate);
const connections = Number(values.connections);
const figures = new Figures();

/** A WebSocket connection that is opened and left alone; an error has the status of the refusal. */
function hold(port) {
  return new Promise((resolve, reject) => {
    const request = http.get({
      host: '127.0.0.1',
      port,
      headers: {
        Connection: 'Upgrade', Upgrade: 'websocket',
        'Sec-WebSocket-Key': 'bGFic2NhcGUtYmVuY2htYXI=', 'Sec-WebSocket-Version': '13',
      },
    });
    request.on('upgrade', (_, socket) => {
      socket.on('error', () => {});
      resolve(socket);
    });
    request.on('response', ({ statusCode: status, statusMessage }) => {
      request.destroy();
      reject(Object.assign(new Error(`HTTP/1.1 ${status} ${statusMessage}`), { status }));
    });
    request.on('error', reject);
  });
}

/** Requests at a fixed rate, by the compiled client: its one line of results. */
async function openLoop(port, requests) {
  const options = { port, sockets: SOCKETS, rate, seconds };
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const child = spawn(benchPath(), ['load', ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  let out = '';
  child.stdout.on('data', (chunk) => { out += chunk; });
  // Its end shows in its code.
  child.stdin.on('error', () => {});
  child.stdin.end(requests.map((request) => JSON.stringify(request)).join('\n'));
  const code = await new Promise((resolve) => { child.on('close', resolve); });
  if (code !== 0) throw new Error('labscape-bench load failed');
  return JSON.parse(out);
}

/** The compiled subscribers: a process that answers each line with one. */
class Subscribers {
  constructor(port, count) {
    const args = ['subscribers', '--port', String(port), '--count', String(count)];
    this.child = spawn(benchPath(), args, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.lines = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
    // Its end shows where the next answer is awaited.
    this.child.stdin.on('error', () => {});
    this.ended = new Promise((resolve) => { this.child.on('close', resolve); });
  }

  async answer() {
    const { value, done } = await this.lines.next();
    if (done) throw new Error('the subscribers ended');
    return JSON.parse(value);
  }

  /** When heads arrived since the last question. */
  arrivals() {
    this.child.stdin.write('\n');
    return this.answer();
  }

  stop() {
    this.child.stdin.end();
    return this.ended;
  }
}

/** Block number and time of import in milliseconds, from the log of the node. */
function imports(node) {
  const seen = new Map();
  for (const line of node.lines) {
    const match = line.match(IMPORTED);
    if (match && !seen.has(Number(match[2]))) seen.set(Number(match[2]), new Date(match[1].replace(' ', 'T')).getTime());
  }
  return [...seen].map(([number, time]) => ({ number, time })).sort((a, b) => a.number - b.number);
}

/** Longest time between imports since `since`. */
function longestGap(node, since) {
  const times = imports(node).map((b) => b.time).filter((t) => t >= since - BLOCK_MS);
  return Math.max(...times.slice(1).map((t, i) => t - times[i]));
}

async function fixedRate() {
  const flags = ['--pool-limit', String(POOL_LIMIT), '--pool-kbytes', '65536', '--detailed-log-output'];
  const node = await startMeasuredNode(flags);
  const rpc = await Rpc.connect(node.ws);
  try {
    const chain = await Chain.fromNode(rpc);
    const accounts = Array.from({ length: SENDERS }, (_, i) => loadAccount(i));
    const receivers = Array.from({ length: RECEIVERS }, (_, i) => loadAccount(1_000_000 + i).address);
    await fund(rpc, chain, pair('//Alice'), [...accounts.map((a) => a.address), ...receivers]);
    console.log(`node: ${node.args.join(' ')}`);

    const measure = async (name, requests, goal) => {
      const since = Date.now();
      const got = await openLoop(node.rpcPort, requests);
      const failed = Object.values(got.errors).reduce((a, b) => a + b, 0);
      if (failed) console.log(`${name}: ${JSON.stringify(got.errors)}`);
      figures
        .add(`${name}: offered`, got.rate, '1/s', '>=', rate * 0.99)
        .add(`${name}: p50`, got.p50, 'ms')
        .add(`${name}: p99`, got.p99, 'ms', '<', goal)
        .add(`${name}: slowest`, got.max, 'ms')
        .add(`${name}: errors`, failed, '', '=', 0)
        .add(`${name}: longest block interval`, longestGap(node, since), 'ms', '<=', LATE_MS);
    };
    const reads = accounts.map((a) => ['state_getStorage', [accountKey(a.publicKey)]]);
    await measure('storage read', reads, READ_P99_MS);
    const calls = accounts.map((a) => ['state_call', ['AccountNonceApi_account_nonce', `0x${Buffer.from(a.publicKey).toString('hex')}`]]);
    await measure('runtime call', calls, READ_P99_MS);
    const rounds = Math.ceil((rate * seconds) / SENDERS);
    const signed = await presign({ ws: node.ws, first: 0, senders: SENDERS, rounds, receivers, amount: 1_000_000_000n });
    await measure('submission', signed.map((hex) => ['author_submitExtrinsic', [hex]]), SUBMIT_P99_MS);
    figures.add('node memory after the fixed-rate load', node.rssMiB(), 'MiB');
    if (node.panicked) throw new Error(`the node panicked:\n${node.tail()}`);
  } finally {
    rpc.close();
    await node.stop();
  }
}

async function subscribers() {
  const flags = ['--rpc-max-connections', String(connections + SPARE),
    '--rpc-max-subscriptions-per-connection', String(SUBSCRIPTIONS_PER_CONNECTION),
    '--rpc-max-batch-request-len', String(BATCH_LIMIT), '--detailed-log-output'];
  const shell = `ulimit -n ${FD_LIMIT}`;
  const node = await startMeasuredNode(flags, { shell });
  let subscribed;
  try {
    const rpc = await Rpc.connect(node.ws);
    await rpc.until(async () => (await rpc.blockNumber()) >= 2, { what: 'two blocks' });
    console.log(`node: ${shell}; ${node.args.join(' ')}`);
    const memoryBefore = node.rssMiB();
    subscribed = new Subscribers(node.rpcPort, connections);
    const opened = await subscribed.answer();
    console.log(`${connections} subscribed in ${opened.seconds.toFixed(1)} s`);
    await sleep(BLOCK_MS); // let the first, half-measured block pass
    await subscribed.arrivals();
    const since = Date.now();
    await sleep((NOTIFY_BLOCKS + 0.5) * BLOCK_MS);
    const arrivals = await subscribed.arrivals();
    const blocks = imports(node).filter((b) => b.time >= since - 5 && b.time < Date.now() - BLOCK_MS / 2);
    const delays = [];
    let fewest = Infinity;
    for (const { time } of blocks) {
      const mine = arrivals.filter((t) => t >= time - 20 && t < time + BLOCK_MS / 2).map((t) => t - time);
      fewest = Math.min(fewest, mine.length);
      delays.push(...mine);
    }
    figures
      .add('subscribed connections', fewest, '', '>=', connections)
      .add('blocks observed', blocks.length, '')
      .add('notification after import: p50', percentile(delays, 0.5), 'ms')
      .add('notification after import: p99', percentile(delays, 0.99), 'ms', '<=', NOTIFY_MS)
      .add('notification after import: slowest', delays.at(-1), 'ms')
      .add('memory before the connections', memoryBefore, 'MiB')
      .add('memory with the connections', node.rssMiB(), 'MiB')
      .add('memory per connection', ((node.rssMiB() - memoryBefore) * 1024) / connections, 'KiB')
      .add('longest block interval with the connections', longestGap(node, since), 'ms', '<=', LATE_MS);

    await limits(node, rpc);
    rpc.close();
    if (node.panicked) throw new Error(`the node panicked:\n${node.tail()}`);
  } finally {
    await subscribed?.stop();
    await node.stop();
  }
}

/** Go beyond each limit; every refusal must be a proper error and blocks must stay on time. */
async function limits(node, rpc) {
  const since = Date.now();
  const refusal = async (name, run) => {
    let said;
    try {
      const answer = await run();
      said = answer instanceof Error ? answer.message : JSON.stringify(answer);
    } catch (error) {
      said = error instanceof RpcError ? `RPC error ${error.message}` : `${error.message}`;
      figures.add(`limit: ${name} refused`, 1, '', '=', 1);
      console.log(`${name}: ${said}`);
      return;
    }
    figures.add(`limit: ${name} refused`, 0, '', '=', 1);
    console.log(`${name}: not refused: ${said.slice(0, 200)}`);
  };

  await refusal('a connection too many', async () => {
    const held = [];
    try {
      while (held.length <= SPARE) held.push(await hold(node.rpcPort));
    } catch (error) {
      if (error.status !== 429) return error;
      throw new Error(`connection ${held.length + 1} beyond the others: ${error.message}`);
    } finally {
      for (const socket of held) socket.destroy();
    }
    return 'all accepted';
  });
  await refusal('a subscription too many', async () => {
    const one = await Rpc.connect(node.ws);
    try {
      for (let i = 0; i <= SUBSCRIPTIONS_PER_CONNECTION; i++) await one.subscribe('chain_subscribeFinalizedHeads', [], () => {});
    } finally {
      one.close();
    }
    return 'all accepted';
  });
  await refusal('a batch too long', async () => {
    const batch = Array.from({ length: BATCH_LIMIT + 1 }, (_, id) => ({ jsonrpc: '2.0', id: `b${id}`, method: 'system_name', params: [] }));
    const answer = await rpc.raw(JSON.stringify(batch));
    if (answer.error) throw new RpcError(answer.error);
    return answer;
  });
  await refusal('a request too big', async () => {
    const one = await Rpc.connect(node.ws);
    try {
      const answer = await one.raw(`{"jsonrpc":"2.0","id":"x","method":"system_name","params":["${'0'.repeat(16 << 20)}"]}`);
      if (answer.error) throw new RpcError(answer.error);
      return answer;
    } finally {
      one.close();
    }
  });
  await sleep(2 * BLOCK_MS);
  figures.add('limit: longest block interval meanwhile', longestGap(node, since), 'ms', '<=', LATE_MS);

  // A full pool: its own node, with a small one.
  const small = await startMeasuredNode(['--pool-limit', '100', '--detailed-log-output']);
  try {
    const one = await Rpc.connect(small.ws);
    const chain = await Chain.fromNode(one);
    const bob = pair('//Bob');
    const flood = Array.from({ length: FLOOD }, (_, nonce) => chain.sign(chain.remark(new Uint8Array([1])), bob, { nonce }));
    // Right after a block, so that the next one does not empty the pool meanwhile.
    const height = await one.blockNumber();
    await one.until(async () => (await one.blockNumber()) > height, { everyMs: 5, what: 'a block' });
    const started = Date.now();
    await refusal('a full transaction pool', async () => {
      const answers = await Promise.allSettled(flood.map((hex) => one.request('author_submitExtrinsic', [hex])));
      const refused = answers.find((a) => a.status === 'rejected');
      if (refused) throw refused.reason;
      return 'all accepted';
    });
    await sleep(2 * BLOCK_MS);
    figures.add('full pool: longest block interval', longestGap(small, started), 'ms', '<=', LATE_MS);
    one.close();
  } finally {
    await small.stop();
  }
}

await fixedRate();
await subscribers();
process.exitCode = figures.finish(values.out) ? 0 : 1;
