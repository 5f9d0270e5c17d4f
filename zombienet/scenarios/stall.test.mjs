/**
 * Two of four validators are killed for fewer than forty blocks: finality stops, blocks go on, and
 * finality returns when they do. (Authoring would back off from fifty unfinalised blocks.)
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { BLOCK_MS, Network, until, VALIDATORS } from '../lib/network.mjs';

const DOWN_SECONDS = 75;
const MAX_UNFINALISED = 40;
/** Half of the authors are left, and secondary slots of the others stay empty. */
const LEAST_BLOCKS = 6;
let network;
let failed = false;
const step = (name, run) => test(name, async () => {
  try {
    await run();
  } catch (error) {
    failed = true;
    throw error;
  }
});

before(async () => { network = await Network.start(); });
after(async () => { await network?.stop({ keep: failed }); });

step('four validators finalise', () =>
  until('finality', async () => (await network.heights('alice'))?.finalised >= 3, 90_000));

let returned;
let stalledAt;

step('two are killed: finality stops', async () => {
  returned = Promise.all(['charlie', 'dave'].map((name) => network.restart(name, DOWN_SECONDS)));
  await until('both are gone', async () =>
    !(await network.heights('charlie')) && !(await network.heights('dave')), 10_000);
  // Votes already on the way may still finalise a block or two.
  await sleep(2 * BLOCK_MS);
  stalledAt = await network.heights('alice');
});

step('blocks go on without finality', async () => {
  await until('blocks without finality', async () => {
    const now = await network.heights('alice');
    assert.equal(now.finalised, stalledAt.finalised, 'two of four validators finalised a block');
    return now.best >= stalledAt.best + LEAST_BLOCKS;
  }, (DOWN_SECONDS - 10) * 1000);
  assert.equal(await network.heights('charlie'), undefined, 'charlie was back too early');
});

step('finality returns with them', async () => {
  await returned;
  const behind = await network.heights('alice');
  assert.ok(behind.best - stalledAt.finalised < MAX_UNFINALISED, `${behind.best - stalledAt.finalised} unfinalised blocks`);
  for (const name of VALIDATORS) {
    await until(`${name} finalises again`, async () => (await network.heights(name))?.finalised > behind.best, 90_000);
  }
});

step('nothing panicked', () => assert.deepEqual(network.panics(), []));
