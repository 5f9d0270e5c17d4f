/**
 * Four validators make and finalise blocks; one is killed and comes back: finality goes on
 * without it, and it catches up.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { BLOCK_MS, Network, until, VALIDATORS } from '../lib/network.mjs';

const DOWN_SECONDS = 30;
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

step('the genesis holds four authorities with four keys each', async () => {
  const { genesis } = JSON.parse((await import('node:fs')).readFileSync(network.spec, 'utf8'));
  assert.ok(genesis.raw, 'not a raw spec');
  // GrandpaApi returns a compact length, then 40 bytes an authority.
  const authorities = await network.request('alice', 'state_call', ['GrandpaApi_grandpa_authorities', '0x']);
  assert.equal(authorities.length, 2 + 2 + VALIDATORS.length * 80, authorities);
});

step('every node sees three peers, makes blocks and finality follows', async () => {
  for (const name of VALIDATORS) {
    await until(`${name} has peers`, async () => (await network.request(name, 'system_health')).peers === 3, 60_000);
    await until(`${name} finalises`, async () => (await network.heights(name))?.finalised >= 3, 90_000);
  }
});

step('all nodes agree on finalised blocks', async () => {
  const heights = await Promise.all(VALIDATORS.map((n) => network.heights(n)));
  const common = Math.min(...heights.map((h) => h.finalised));
  const hashes = await Promise.all(VALIDATORS.map((n) => network.request(n, 'chain_getBlockHash', [common])));
  assert.equal(new Set(hashes).size, 1, `${hashes}`);
});

step('one is killed: finality goes on', async () => {
  const begin = await network.heights('alice');
  const back = network.restart('dave', DOWN_SECONDS);
  await until('dave is gone', async () => !(await network.heights('dave')), 10_000);
  const needed = begin.finalised + 5;
  await until('finality without dave', async () => (await network.heights('alice')).finalised >= needed, DOWN_SECONDS * 1000 + 30_000);
  assert.equal(await network.heights('dave'), undefined, 'dave was back before finality moved: nothing was shown');
  await back;
});

step('the killed one catches up', async () => {
  const { finalised } = await network.heights('alice');
  await until('dave catches up', async () => (await network.heights('dave'))?.finalised >= finalised, 60_000);
  const { best } = await network.heights('alice');
  const author = /Prepared block for proposing/g;
  const before = (network.log('dave').match(author) ?? []).length;
  await until('dave authors again', async () => (network.log('dave').match(author) ?? []).length > before, 30 * BLOCK_MS);
  assert.ok((await network.heights('dave')).best >= best);
});

step('nothing panicked', () => assert.deepEqual(network.panics(), []));
