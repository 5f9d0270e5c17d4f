/**
 * A swarm of one: nobody can audit it, so the chain's referee executes what the beacon picks, from
 * the bytes that the agent shows on chain. Then it is paid.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pair } from '../lib/accounts.mjs';
import { connectApi, sendFinal } from '../lib/api.mjs';
import { Events } from '../lib/events.mjs';
import { startDevNode } from '../lib/node.mjs';
import { Desk, digitsData, programs } from '../lib/swarm.mjs';

let node;
let desk;
let api;

before(async () => {
  node = await startDevNode();
  desk = new Desk(node.ws);
  api = await connectApi(node.ws);
});
after(async () => {
  await api?.disconnect();
  await desk?.close();
  await node?.stop();
});

test('work that nobody can audit is proven by the referee', async () => {
  // As few redraws as the bounds allow: each takes a minute.
  const { index } = (await api.query.posw.current()).toJSON();
  const { params } = (await api.query.posw.epochs(index)).toJSON();
  await sendFinal(api, api.tx.sudo.sudo(api.tx.posw.setParameters({ ...params, redraws: 1 })), pair('//Alice'));
  const events = await Events.from(api);
  const bob = await desk.provide('Bob');
  const { program } = await desk.ask(['program', 'add', join(await programs(), 'digits.wasm')], { key: '//Alice' });
  const job = await desk.submit(['--program', program, '--inputs', digitsData('images.bin'), '--record', '64', '--per-item', '100',
    '--fuel', '20000000', '--home', '0'], { key: '//Eve' });
  const { fields } = await events.until('posw.RefereeRequired', () => true, 300_000);
  await events.until('posw.Settled', ({ work, node: who }) => work === fields.work && who === fields.node, 120_000);
  const proven = events.of('posw.ItemProven').filter(({ fields: item }) => item.work === fields.work);
  assert.equal(proven.length, 8, bob.tail());
  assert.equal((await desk.untilJob(job, (now) => now.state === 'finished')).settled, '18');
  assert.ok((await bob.metric('answers')) >= 8);
  const done = await desk.ask(['job', 'fetch', String(job), '--out-file', 'out'], { key: '//Eve' });
  assert.equal(done['committed on chain'], '18');
  assert.equal(bob.exit, undefined);
});
