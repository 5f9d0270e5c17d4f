/**
 * One of four validators runs without its off-chain worker: in the rounds that it should lead, a
 * backup plans in its place, and every job is leased within two rounds.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { pair } from '../../clients/suite/lib/accounts.mjs';
import { connectApi, sendFinal } from '../../clients/suite/lib/api.mjs';
import { jobCall, programOf, providerCalls } from '../../clients/suite/lib/work.mjs';
import { BLOCK_MS, Network, until } from '../lib/network.mjs';

/** The validator whose worker is off. */
const OFF = 'dave';
/** Each has one node. With so many, the validator leads one of them in nearly every round. */
const LABSCAPES = [0, 1, 2, 3, 77, 128, 200, 255];
/** Jobs for each labscape, and as many more as it takes until the validator has missed its turn. */
const BATCHES = 3;
const MAX_BATCHES = 12;
/** Two rounds of two blocks. */
const MAX_WAIT_BLOCKS = 4;
const provider = pair('//Eve');
const requester = pair('//Ferdie');
let network;
let api;
let program;
let first;
let failed = false;
const step = (name, run) => test(name, async () => {
  assert.ok(!failed, 'an earlier step failed');
  try {
    await run();
  } catch (error) {
    failed = true;
    throw error;
  }
});

before(async () => { network = await Network.start({ [OFF]: ['--offchain-worker', 'never'] }); });
after(async () => {
  await api?.disconnect();
  await network?.stop({ keep: failed });
});

step('a provider brings nodes', async () => {
  await until('finality', async () => (await network.heights('alice'))?.finalised >= 1, 90_000);
  api = await connectApi(network.ws('alice'));
  const calls = providerCalls(api, { labscapes: LABSCAPES, hotKey: (labscape) => pair(`//hot//${labscape}`).address });
  const sent = await sendFinal(api, api.tx.utility.batchAll(calls), provider);
  program = programOf(sent);
  first = (await network.heights('alice')).best;
});

/** What happened to each job, and which turns the validator missed, from the events of all blocks. */
async function history() {
  const jobs = new Map();
  let missed = 0;
  const period = api.consts.resources.roundPeriod.toNumber();
  const off = `0x${Buffer.from(pair('//Dave').publicKey).toString('hex')}`;
  const { best } = await network.heights('alice');
  for (let number = first; number <= best; number += 1) {
    const hash = await api.rpc.chain.getBlockHash(number);
    const at = await api.at(hash);
    for (const { event } of await at.query.system.events()) {
      if (event.section !== 'resources') continue;
      const field = (name) => event.data[event.data.names.indexOf(name)].toNumber();
      if (event.method === 'JobSubmitted') jobs.set(field('job'), { submitted: number });
      if (event.method === 'LeaseMade') jobs.get(field('job')).leased ??= number;
      if (event.method === 'PlanApplied') {
        const [round, labscape] = [field('round'), field('labscape')];
        const [leader] = await network.request('alice', 'labscape_leaders', [round, labscape]);
        if (leader === off) {
          missed += 1;
          assert.ok(number > round * period, `block ${number}: a backup came before its time`);
        }
      }
    }
  }
  return { jobs: [...jobs.values()], missed };
}

let seen;

step('jobs are leased within two rounds, whoever should lead', async () => {
  for (let batch = 1; batch <= MAX_BATCHES; batch += 1) {
    const { best } = await network.heights('alice');
    const calls = LABSCAPES.map((labscape) => jobCall(api, { program, labscape, block: best }));
    await sendFinal(api, api.tx.utility.batchAll(calls), requester);
    await until('all jobs are leased', async () => {
      seen = await history();
      return seen.jobs.length === batch * LABSCAPES.length && seen.jobs.every(({ leased }) => leased);
    }, (MAX_WAIT_BLOCKS + 4) * BLOCK_MS);
    if (batch >= BATCHES && seen.missed > 0) break;
  }
  const waits = seen.jobs.map(({ submitted, leased }) => leased - submitted);
  console.log(`${waits.length} jobs leased after ${Math.min(...waits)} to ${Math.max(...waits)} blocks; ${OFF} missed ${seen.missed} turns`);
  assert.ok(Math.max(...waits) <= MAX_WAIT_BLOCKS, `blocks from submission to lease: ${waits}`);
  assert.ok(seen.missed > 0, `${OFF} never had its turn`);
});

step('nothing panicked', () => assert.deepEqual(network.panics(), []));
