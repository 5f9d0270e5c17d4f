/**
 * A new validator joins a running network: `validator init` makes its keys and the call that
 * registers them, its owner bonds, sends that call and asks to validate; the number of seats is
 * raised, and in a later era it sits in the set, authors blocks and earns era points.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { pair, UBC } from '../../clients/suite/lib/accounts.mjs';
import { connectApi, sendFinal } from '../../clients/suite/lib/api.mjs';
import { Node, runNode } from '../../clients/suite/lib/node.mjs';
import { heightsOf, Network, request, until, VALIDATORS } from '../lib/network.mjs';

/** Eras last two minutes on this preset; keys queue for a session, the election is one era ahead. */
const ERAS_TO_JOIN = 4;
const ERA_MS = 120_000;
const BOND = 200_000n * UBC;
const owner = pair('//Ferdie');
const basePath = mkdtempSync(join(tmpdir(), 'labscape-join-'));
let network;
let joiner;
let api;
let init;
let failed = false;
const step = (name, run) => test(name, async () => {
  assert.ok(!failed, 'an earlier step failed');
  try {
    await run();
  } catch (error) {
    failed = true;
    if (joiner) console.log(joiner.tail(60));
    throw error;
  }
});

before(async () => { network = await Network.start(); });
after(async () => {
  await api?.disconnect();
  await joiner?.stop();
  await network?.stop({ keep: failed });
  rmSync(basePath, { recursive: true, force: true });
});

step('four validators finalise', async () => {
  await until('finality', async () => (await network.heights('alice'))?.finalised >= 3, 90_000);
  api = await connectApi(network.ws('alice'));
});

step('validator init makes keys and the call to sign', async () => {
  const made = await runNode(['validator', 'init', '--chain', network.spec, '--base-path', basePath, '--owner', owner.address, '--json']);
  assert.equal(made.code, 0, made.output);
  init = JSON.parse(made.stdout);
  assert.equal(init.owner, owner.address);
  assert.ok(existsSync(init.keystore));
  const again = await runNode(['validator', 'init', '--chain', network.spec, '--base-path', basePath, '--owner', owner.address]);
  assert.notEqual(again.code, 0, 'a second init replaced the keys');
  assert.match(again.output, /already/);
});

step('the new node follows the chain with its own keys', async () => {
  joiner = await new Node(['--chain', network.spec, '--validator', '--name', 'joiner', '--rpc-methods', 'unsafe'], { basePath }).start();
  await until('the joiner syncs', async () => (await heightsOf(joiner.ws)).finalised >= (await network.heights('alice')).finalised - 2, 60_000);
  assert.equal(await request(joiner.ws, 'author_hasSessionKeys', [init.sessionKeys]), true);
  assert.equal(await request(joiner.ws, 'system_localPeerId'), init.peerId);
});

step('somebody else cannot register these keys', async () => {
  await assert.rejects(sendFinal(api, api.tx(api.createType('Call', init.setKeysCall)), pair('//Eve')));
});

step('a seat is added; the owner bonds, sets the keys and asks to validate', async () => {
  // The seat first: an election in between would give the joiner somebody else's.
  const seats = api.tx.sudo.sudo(api.tx.staking.setValidatorCount(VALIDATORS.length + 1));
  const sent = await sendFinal(api, seats, pair('//Alice'));
  const [result] = sent.events.find(({ event }) => event.method === 'Sudid').event.data;
  assert.ok(result.isOk, `${result}`);
  await sendFinal(api, api.tx.staking.bond(BOND, 'Staked'), owner);
  await sendFinal(api, api.tx(api.createType('Call', init.setKeysCall)), owner);
  await sendFinal(api, api.tx.staking.validate({ commission: 0, blocked: false }), owner);
});

step('it sits in the validator set of a later era', () =>
  until('the joiner is a validator', async () =>
    (await api.query.session.validators()).some((v) => v.toString() === owner.address), ERAS_TO_JOIN * ERA_MS));

step('it authors blocks, earns points, and finality goes on with five', async () => {
  await until('era points of the joiner', async () => {
    const era = (await api.query.staking.activeEra()).unwrap().index;
    const { individual } = await api.query.staking.erasRewardPoints(era);
    return [...individual.entries()].some(([who, points]) => who.toString() === owner.address && points.gtn(0));
  }, ERA_MS);
  assert.equal((await api.query.session.validators()).length, VALIDATORS.length + 1);
  assert.equal((await api.query.grandpa.authorities()).length, VALIDATORS.length + 1);
  const { finalised } = await heightsOf(joiner.ws);
  await until('finality', async () => (await heightsOf(joiner.ws)).finalised > finalised + 3, 60_000);
});

step('nothing panicked', () => {
  assert.deepEqual(network.panics(), []);
  assert.ok(!joiner.panicked, joiner.tail());
});
