#!/usr/bin/env node
/**
 * L1: how long a job takes from its submission to a lease, to its provisional result, to its proof.
 *
 * `node bench/latency.mjs [--data FOLDER] [--requests 300] [--speed 2] [--agents 4] [--out FILE]`
 *
 * Replays the arrival times of a trace of LLM requests, sped up, on one development validator with
 * real agents of different providers: each request is a job of one item, a keyed search whose length
 * follows from the request's tokens. Without the trace the arrivals are generated: bursts with the
 * same mean rate.
 *
 * Of the trace's first requests 228 come within one epoch, at twice the speed, and a node holds at most
 * 64 leases until it has committed them: three nodes would let the last of a burst wait for an epoch.
 *
 * Leased and settled are seen in the events of blocks, at the moment the block is heard of; the
 * result is provisional when the agent shows it to the requester, who asks every few hundred
 * milliseconds.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { u8aConcat, u8aToHex } from '@polkadot/util';
import { blake2AsU8a } from '@polkadot/util-crypto';
import { pair } from '../lib/accounts.mjs';
import { connectApi } from '../lib/api.mjs';
import { startMeasuredNode } from '../lib/node.mjs';
import { Desk, programs } from '../lib/swarm.mjs';
import { Figures, percentile } from './report.mjs';

const TRACE = 'azure-llm-2023/AzureLLMInferenceTrace_code.csv';
const TRACE_SHA256 = '54e9a6d2a4bd06ba1e060304b900abbc74cbea53de96506e60fe5bb4f2277fb6';
/** The trace's own mean, for generated arrivals. */
const MEAN_GAP_MS = 389;
const BLOCK_MS = 3_000;
const ROUND_BLOCKS = 2;
const EPOCH_BLOCKS = 5;
const ELIGIBLE_MS = 50_000;
const ITEM_FUEL = 30_000_000;
/** Units of an agent, and of a job, which is planned to keep them for two blocks. */
const UNITS = 1_024;
const JOB_UNITS = 16;
const ASK_EVERY_MS = 200;
const PATIENCE_MS = 240_000;
const PROVIDERS = ['Bob', 'Charlie', 'Dave', 'Ferdie'];
/** Tag of an input's leaf: a list of one input has its leaf as its root. */
const INPUT_LEAF = 0x09;

const { values } = parseArgs({
  options: {
    node: { type: 'string' }, data: { type: 'string' }, out: { type: 'string' }, requests: { type: 'string', default: '300' },
    speed: { type: 'string', default: '2' }, agents: { type: 'string', default: '4' },
  },
});
if (values.node) process.env.LABSCAPE_NODE = values.node;
const count = Number(values.requests);
const speed = Number(values.speed);

/** Arrivals: milliseconds since the first, and tokens. */
function arrivals() {
  const path = values.data && join(values.data, TRACE);
  if (path && existsSync(path)) {
    const bytes = readFileSync(path);
    const found = createHash('sha256').update(bytes).digest('hex');
    if (found !== TRACE_SHA256) throw new Error(`${path} is another file: its SHA-256 is ${found}`);
    const rows = bytes.toString().trim().split(/\r?\n/).slice(1, count + 1).map((line) => line.split(','));
    const times = rows.map(([time]) => Date.parse(`${time.slice(0, 23).replace(' ', 'T')}Z`));
    return { source: 'azure-llm-2023', list: rows.map(([, context, generated], i) => ({ at: times[i] - times[0], context: Number(context), generated: Number(generated) })) };
  }
  let state = 0x2545f491;
  const random = () => {
    state ^= state << 13; state ^= state >>> 17; state ^= state << 5;
    return ((state >>> 0) + 0.5) / 2 ** 32;
  };
  let at = 0;
  const list = Array.from({ length: count }, () => {
    // Three of four come close together, the fourth after a pause.
    at += -Math.log(random()) * MEAN_GAP_MS * (random() < 0.75 ? 0.25 : 3.25);
    return { at, context: Math.round(100 + random() * 4000), generated: Math.round(5 + random() * 60) };
  });
  return { source: 'generated', list };
}

/** The input of a search whose length follows from the tokens. */
function searchInput(index, { context, generated }) {
  const head = Buffer.alloc(13);
  head.writeBigUInt64LE(BigInt(index) << 32n, 0);
  head.writeUInt32LE(16 + Math.round(context / 16) + generated, 8);
  head.writeUInt8(8, 12);
  return Buffer.concat([head, Buffer.from('labscape')]);
}

function keep(store, kind, hash, bytes) {
  mkdirSync(join(store, kind), { recursive: true });
  writeFileSync(join(store, kind, Buffer.from(hash).toString('hex')), bytes);
}

const { source, list } = arrivals();
const node = await startMeasuredNode();
const desk = new Desk(node.ws);
let api;
try {
  api = await connectApi(node.ws);
  const eve = pair('//Eve');
  const began = Date.now();
  const agents = [];
  for (const [labscape, name] of PROVIDERS.slice(0, Number(values.agents)).entries()) agents.push(await desk.provide(name, { labscape, units: UNITS }));
  const { program } = await desk.ask(['program', 'add', join(await programs(), 'search.wasm')], { key: '//Alice' });
  const maxPrice = 3n * BigInt((await desk.ask(['labscape', 'list']))[0]['per Mfuel']);
  const roots = list.map((request, i) => {
    const input = searchInput(i, request);
    const hash = blake2AsU8a(input, 256);
    const root = blake2AsU8a(u8aConcat([INPUT_LEAF], hash), 256);
    keep(desk.store, 'blobs', hash, input);
    keep(desk.store, 'lists', root, hash);
    return root;
  });
  await sleep(Math.max(0, ELIGIBLE_MS - (Date.now() - began)));

  const jobs = new Map(); // by job id
  const byRoot = new Map(roots.map((root, i) => [u8aToHex(root), { index: i }]));
  const genesis = api.genesisHash.toU8a();
  let best = (await api.rpc.chain.getHeader()).number.toNumber();
  let settled = 0;
  let redrawn = 0;
  let chainOf = Promise.resolve();
  const look = async (header, heard) => {
    const number = header.number.toNumber();
    const at = await api.at(header.hash);
    for (const { event } of await at.query.system.events()) {
      const name = `${event.section}.${event.method}`;
      if (name === 'resources.JobSubmitted') {
        const job = event.data.job.toNumber();
        const record = (await at.query.resources.jobs(job)).toJSON();
        const known = byRoot.get(record.inputsRoot);
        if (known) jobs.set(job, Object.assign(known, { job }));
      } else if (name === 'resources.LeaseMade') {
        const known = jobs.get(event.data.job.toNumber());
        if (known && !known.leased) Object.assign(known, { leased: heard, node: event.data.node.toNumber() });
      } else if (name === 'resources.JobFinished') {
        const known = jobs.get(event.data.job.toNumber());
        if (known && !known.settled) { known.settled = heard; known.done = event.data.settled.toNumber(); settled += 1; }
      } else if (name === 'posw.Redrawn') {
        redrawn += 1;
      }
    }
    best = Math.max(best, number);
  };
  const unsubscribe = await api.rpc.chain.subscribeNewHeads((header) => {
    const heard = Date.now();
    chainOf = chainOf.then(() => look(header, heard)).catch((error) => { console.error(`a block could not be read: ${error.message}`); });
  });

  const agentOf = new Map();
  for (const agent of agents) agentOf.set((await agent.status()).node, agent);
  /** Ask the agents for what is leased and not yet shown. */
  let asking = true;
  const asker = (async () => {
    while (asking) {
      const open = [...jobs.values()].filter((job) => job.leased && !job.provisional);
      await Promise.all(open.map(async (job) => {
        if (!job.headers || best - job.signedAt > 40) {
          const message = Buffer.alloc(16);
          message.writeUInt32LE(job.node, 0);
          message.writeBigUInt64LE(BigInt(job.job), 4);
          message.writeUInt32LE(best, 12);
          const ticket = blake2AsU8a(u8aConcat('labscape/results', genesis, message), 256);
          job.signedAt = best;
          job.headers = {
            'x-labscape-account': eve.address, 'x-labscape-block': String(best),
            'x-labscape-signature': Buffer.from(eve.sign(ticket)).toString('hex'),
          };
        }
        const answer = await fetch(`${agentOf.get(job.node).endpoint}/jobs/${job.job}`, { headers: job.headers }).catch(() => undefined);
        if (!answer?.ok) return;
        const leases = await answer.json();
        if (leases.some(({ finished, len }) => finished >= len)) job.provisional = Date.now();
      }));
      await sleep(ASK_EVERY_MS);
    }
  })();

  const shape = { units: JOB_UNITS, cpuMilli: 10, memoryMib: 1, storageGib: 0, bandwidthMbit: 0, gpu: 'None', models: 0 };
  let nonce = (await api.rpc.system.accountNextIndex(eve.address)).toNumber();
  const start = Date.now();
  let refused = 0;
  for (const [i, { at }] of list.entries()) {
    await sleep(Math.max(0, start + at / speed - Date.now()));
    const call = api.tx.resources.submitJob({
      program, inputsRoot: roots[i], items: 1, itemFuel: ITEM_FUEL, maxPrice, class: 'Standard', priority: 0,
      deadline: best + 2_000, parts: 1, request: { shape, gang: 1 }, home: i % agents.length, hardware: 'Edge',
    });
    await call.signAsync(eve, { nonce: nonce++, era: 0 });
    byRoot.get(u8aToHex(roots[i])).submitted = Date.now();
    api.rpc.author.submitExtrinsic(call).catch((error) => { refused += 1; if (refused === 1) console.log(`first refusal: ${error.message}`); });
  }
  const submittedFor = Date.now() - start;
  console.log(`${list.length} requests (${source}) in ${Math.round(submittedFor / 1000)} s, ${agents.length} agents; waiting for their proof`);
  for (const deadline = Date.now() + PATIENCE_MS; settled < list.length - refused && Date.now() < deadline;) await sleep(500);
  asking = false;
  await asker;
  unsubscribe();
  await chainOf;

  const all = [...byRoot.values()].filter(({ submitted }) => submitted);
  const times = (from, to) => all.filter((job) => job[from] && job[to]).map((job) => job[to] - job[from]);
  const figures = new Figures();
  const spread = (name, samples, target) => {
    for (const share of [50, 95, 99]) {
      figures.add(`${name}, p${share}`, percentile(samples, share / 100), 'ms', share === 99 && target ? '<=' : null, share === 99 && target ? target : null);
    }
  };
  spread('submit → leased', times('submitted', 'leased'), 2 * ROUND_BLOCKS * BLOCK_MS);
  spread('leased → provisional', times('leased', 'provisional'), 2 * BLOCK_MS);
  spread('provisional → settled', times('provisional', 'settled'), 5 * EPOCH_BLOCKS * BLOCK_MS);
  spread('submit → settled', times('submitted', 'settled'));
  const done = all.filter((job) => job.settled);
  const window = (Math.max(...done.map((job) => job.settled)) - Math.min(...all.map((job) => job.submitted))) / 1000;
  let seconds = 0;
  let executed = 0;
  for (const agent of agents) { seconds += await agent.metric('execution_seconds'); executed += await agent.metric('items_executed'); }
  const met = figures
    .add('requests submitted per second', list.length / (submittedFor / 1000), '1/s')
    .add('jobs settled per second, first submission to last proof', done.length / window, '1/s')
    .add('execution of one item, mean', (1000 * seconds) / executed, 'ms')
    .add('works whose audits were drawn again', redrawn, '')
    .add('jobs that were refused', refused, '', '=', 0)
    .add('jobs without proof', list.length - refused - done.filter((job) => job.done === 1).length, '', '=', 0)
    .finish(values.out);
  if (node.panicked) throw new Error(`the node panicked:\n${node.tail()}`);
  process.exitCode = met ? 0 : 1;
} finally {
  await api?.disconnect();
  await desk.close();
  await node.stop();
}
