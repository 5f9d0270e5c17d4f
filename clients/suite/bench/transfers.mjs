#!/usr/bin/env node
/**
 * Signed transfers a second, end to end through the RPC of one development validator.
 *
 * `node bench/transfers.mjs [--node PATH] [--seconds 60] [--max-rate 3000] [--backlog 10000]
 *   [--sockets 4] [--out FILE]`
 *
 * sr25519 transfers of many accounts are signed beforehand, then pushed over a few WebSockets as
 * fast as the chain takes them, with a bounded backlog. Counted are the transfers in finalised
 * blocks; the clock is the chain's own timestamps. At the end the receivers' balances must show
 * every counted transfer, so a failed one would not go unnoticed.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { fileURLToPath } from 'node:url';
import { pair } from '../lib/accounts.mjs';
import { Chain } from '../lib/extrinsic.mjs';
import { startMeasuredNode } from '../lib/node.mjs';
import { Rpc } from '../lib/rpc.mjs';
import { presign } from './presign.mjs';
import { Figures, percentile } from './report.mjs';
import { fund, freeBalance, loadAccount } from './signers.mjs';

const GOAL_PER_SECOND = 1500;
const SENDERS = 1000;
const RECEIVERS = 50;
const AMOUNT = 1_000_000_000n;
const FIRST_SENDER = 0;
const FIRST_RECEIVER = 1_000_000;
/** Blocks with transfers that are not counted: the pool fills and caches warm up. */
const WARM_UP_BLOCKS = 2;
const BLOCK_MS = 3000;
/** Seconds without a single new transfer after which the pool counts as drained. */
const DRAIN_PATIENCE_S = 30;
// The pool's room for transactions whose predecessor it does not see yet is a tenth of its limit, and
// while a view of a full block is built, thousands are: what does not fit is dropped without a word.
const NODE_FLAGS = ['--pool-limit', '131072', '--pool-kbytes', '262144'];
/** Requests in flight on one socket. */
const WINDOW = 100;

if (isMainThread) await main();
else await load();

/** Worker: push extrinsics, as many ahead of inclusion as the backlog allows. */
async function load() {
  const { ws, extrinsics, sockets, backlog, shared } = workerData;
  const counters = new Int32Array(shared); // submitted, included, rejected, stop
  const rpcs = await Promise.all(Array.from({ length: sockets }, () => Rpc.connect(ws)));
  const latencies = [];
  const last = [];
  let next = 0;
  let refusal;
  const pump = async (rpc) => {
    while (next < extrinsics.length && !Atomics.load(counters, 3)) {
      if (Atomics.load(counters, 0) - Atomics.load(counters, 1) >= backlog) {
        await sleep(5);
        continue;
      }
      Atomics.add(counters, 0, 1);
      const index = next++;
      const before = last[index % SENDERS];
      last[index % SENDERS] = submit(rpc, extrinsics[index], before);
      await last[index % SENDERS];
    }
  };
  // A sender's transactions go one by one: out of order they would fill the pool's small room for
  // future ones, which are dropped without a word.
  const submit = async (rpc, extrinsic, before) => {
    await before;
    const begin = performance.now();
    try {
      await rpc.request('author_submitExtrinsic', [extrinsic]);
      latencies.push(performance.now() - begin);
    } catch (error) {
      Atomics.add(counters, 2, 1);
      refusal ??= error.message;
    }
  };
  await Promise.all(rpcs.flatMap((rpc) => Array.from({ length: WINDOW }, () => pump(rpc))));
  for (const rpc of rpcs) rpc.close();
  parentPort.postMessage({ latencies, refusal, left: extrinsics.length - next });
}

async function main() {
  const { values } = parseArgs({
    options: {
      node: { type: 'string' }, out: { type: 'string' }, seconds: { type: 'string', default: '60' },
      'max-rate': { type: 'string', default: '3000' }, backlog: { type: 'string', default: '10000' },
      sockets: { type: 'string', default: '4' },
    },
  });
  if (values.node) process.env.LABSCAPE_NODE = values.node;
  const seconds = Number(values.seconds);
  // Warm-up, the window itself, and what is still in the pool at its end.
  const rounds = Math.ceil((Number(values['max-rate']) * (seconds + 5 * BLOCK_MS / 1000)) / SENDERS);

  const node = await startMeasuredNode(NODE_FLAGS);
  const rpc = await Rpc.connect(node.ws);
  try {
    const chain = await Chain.fromNode(rpc);
    const senders = Array.from({ length: SENDERS }, (_, i) => loadAccount(FIRST_SENDER + i).address);
    const receivers = Array.from({ length: RECEIVERS }, (_, i) => loadAccount(FIRST_RECEIVER + i).address);
    await fund(rpc, chain, pair('//Alice'), [...senders, ...receivers]);
    const before = await Promise.all(receivers.map((r) => freeBalance(rpc, r)));

    console.log(`signing ${rounds * SENDERS} transfers of ${SENDERS} accounts`);
    const extrinsics = await presign({ ws: node.ws, first: FIRST_SENDER, senders: SENDERS, rounds, receivers, amount: AMOUNT });

    const shared = new SharedArrayBuffer(16);
    const counters = new Int32Array(shared);
    const now = await rpc.blockNumber();
    const best = watchBlocks(rpc, chain, 'chain_subscribeNewHeads', now, (count) => Atomics.add(counters, 1, count));
    const finalised = watchBlocks(rpc, chain, 'chain_subscribeFinalizedHeads', now);
    await Promise.all([best.ready, finalised.ready]);
    const worker = new Worker(fileURLToPath(import.meta.url), {
      workerData: { ws: node.ws, extrinsics, sockets: Number(values.sockets), backlog: Number(values.backlog), shared },
    });
    const loaded = new Promise((resolve, reject) => { worker.once('message', resolve); worker.once('error', reject); });

    const begin = Date.now();
    let peakRss = 0;
    while (windowOf(finalised.blocks).seconds < seconds && Date.now() - begin < (seconds + 60) * 1000) {
      await sleep(500);
      peakRss = Math.max(peakRss, node.rssMiB());
    }
    const end = Math.max(...finalised.blocks.keys());
    Atomics.store(counters, 3, 1);
    const { latencies, refusal, left } = await loaded;
    if (refusal) console.log(`first refusal: ${refusal}`);
    const sent = counters[0] - counters[2];
    const count = () => [...finalised.blocks.values()].reduce((n, b) => n + b.transfers, 0);
    for (let seen = count(), still = 0; count() < sent && still < DRAIN_PATIENCE_S; still++) {
      await sleep(1000);
      if (count() > seen) { seen = count(); still = 0; }
    }
    const moved = (await Promise.all(receivers.map((r) => freeBalance(rpc, r))))
      .reduce((sum, value, i) => sum + value - before[i], 0n) / AMOUNT;

    const window = windowOf(finalised.blocks, end);
    const included = windowOf(best.blocks, end);
    const total = count();
    const intervals = window.list.slice(1).map((b, i) => b.time - window.list[i].time);
    console.log(`node flags: ${node.args.join(' ')}`);
    if (left === 0) console.log('all signed transfers were sent: the chain may do more, raise --max-rate');
    const met = new Figures()
      .add('transfers finalised per second', window.transfers / window.seconds, '1/s', '>=', GOAL_PER_SECOND)
      .add('transfers included per second (best chain)', included.transfers / included.seconds, '1/s')
      .add('window', window.seconds, 's', '>=', seconds)
      .add('blocks in the window', window.list.length - 1, '')
      .add('largest block', Math.max(...window.list.map((b) => b.transfers)), 'transfers')
      .add('mean block interval', intervals.reduce((a, b) => a + b, 0) / intervals.length, 'ms')
      .add('longest block interval', Math.max(...intervals), 'ms')
      .add('submissions refused', counters[2], '', '=', 0)
      .add('accepted but never included', sent - total, '', '=', 0)
      .add('included but not applied', total - Number(moved), '', '=', 0)
      .add('submission p50 (saturated)', percentile(latencies, 0.5), 'ms')
      .add('submission p99 (saturated)', percentile(latencies, 0.99), 'ms')
      .add('node memory, peak', peakRss, 'MiB')
      .finish(values.out);
    if (node.panicked) throw new Error(`the node panicked:\n${node.tail()}`);
    process.exitCode = met ? 0 : 1;
  } finally {
    rpc.close();
    await node.stop();
  }
}

/** Follow heads; for each block above `after` note the transfers in it and its timestamp. */
function watchBlocks(rpc, chain, method, after, onCount = () => {}) {
  const blocks = new Map();
  let last;
  let queue = Promise.resolve();
  const take = async (number) => {
    if (number <= after) return;
    const hash = await rpc.request('chain_getBlockHash', [number]);
    const { block } = await rpc.request('chain_getBlock', [hash]);
    const transfers = block.extrinsics.filter((hex) => isSigned(hex)).length;
    blocks.set(number, { number, transfers, time: timestampOf(chain, block) });
    onCount(transfers);
  };
  const ready = rpc.subscribe(method, [], (header) => {
    const number = Number(header.number);
    // Finality jumps over blocks; a head seen twice (a fork) is counted once.
    for (let n = (last ?? number - 1) + 1; n <= number; n++) queue = queue.then(() => take(n));
    last = Math.max(last ?? 0, number);
  });
  return { blocks, ready };
}

/** A v4 signed extrinsic of ordinary size: two or four bytes of length, then 0x84. */
function isSigned(hex) {
  const first = Number.parseInt(hex.slice(2, 4), 16);
  const length = [1, 2, 4][first & 3];
  return hex.slice(2 + 2 * length, 4 + 2 * length) === '84';
}

/** The moment of `Timestamp.set` in a block, in milliseconds. */
function timestampOf(chain, block) {
  const [pallet, call] = chain.index('Timestamp.set');
  const head = `05${[pallet, call].map((b) => b.toString(16).padStart(2, '0')).join('')}`;
  for (const hex of block.extrinsics) {
    const at = hex.indexOf(head);
    if (at < 0 || at > 6) continue;
    const bytes = Buffer.from(hex.slice(at + head.length), 'hex');
    if ((bytes[0] & 3) !== 3) throw new Error('unexpected timestamp encoding');
    let value = 0n;
    for (let i = (bytes[0] >> 2) + 4; i >= 1; i--) value = (value << 8n) | BigInt(bytes[i]);
    return Number(value);
  }
  throw new Error('a block without a timestamp');
}

/** The blocks from warm-up to `end`; the first one only starts the clock. */
function windowOf(blocks, end = Infinity) {
  const list = [...blocks.values()].filter((b) => b.number <= end).sort((a, b) => a.number - b.number);
  const start = list.findIndex((b) => b.transfers > 0) + WARM_UP_BLOCKS;
  if (start < WARM_UP_BLOCKS || start >= list.length) return { list: [], seconds: 0, transfers: 0 };
  const used = list.slice(start);
  return {
    list: used,
    seconds: (used.at(-1).time - used[0].time) / 1000,
    transfers: used.slice(1).reduce((n, b) => n + b.transfers, 0),
  };
}
