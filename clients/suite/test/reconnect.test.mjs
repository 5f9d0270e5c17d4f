/**
 * A node that comes back as one of another chain: the agent says so, acts on nothing, forgets nothing,
 * and goes on when the right one is back. Without any node it still stops when it is told to.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Node, startDevNode } from '../lib/node.mjs';
import { Desk, digitsData, EXIT, freePort, programs } from '../lib/swarm.mjs';

const PATIENCE_MS = 60_000;
const data = mkdtempSync(join(tmpdir(), 'labscape-reconnect-'));
let node;
let desk;

before(async () => {
  node = await startDevNode([], { basePath: data, rpcPort: await freePort() });
  desk = new Desk(node.ws);
});
after(async () => {
  await desk?.close();
  await node?.stop();
  rmSync(data, { recursive: true, force: true });
});

async function until(what, check) {
  for (const deadline = Date.now() + PATIENCE_MS; !(await check());) {
    assert.ok(Date.now() < deadline, `${what}: not within ${PATIENCE_MS} ms\n${desk.logs()}`);
    await sleep(500);
  }
}

test('an agent acts on its own chain only, and loses nothing meanwhile', async () => {
  const bob = await desk.provide('Bob');
  const { program } = await desk.ask(['program', 'add', join(await programs(), 'digits.wasm')], { key: '//Alice' });
  const job = await desk.submit(['--program', program, '--inputs', digitsData('images.bin'), '--record', '64', '--per-item', '100',
    '--fuel', '20000000', '--home', '0'], { key: '//Eve' });
  const fetch = () => desk.ask(['job', 'fetch', String(job), '--provisional', '--out-file', 'out'], { key: '//Eve' });
  await until('results', async () => (await fetch()).results === '18');

  const { rpcPort } = node;
  await node.stop();
  const other = new Node(['--chain', 'local', '--alice', '--validator', '--force-authoring', '--unsafe-force-node-key-generation'], { rpcPort });
  try {
    await other.start();
    assert.equal(other.rpcPort, rpcPort);
    await until('a word about the other chain', () => bob.lines.some((line) => /follows another chain/.test(line)));
    const status = await bob.run(['status']);
    assert.equal(status.code, EXIT.otherChain, status.output);
    // Long enough for an epoch, at whose begin the journal is tidied.
    await sleep(20_000);
    assert.equal(bob.exit, undefined, bob.tail());
    assert.ok(!other.panicked, other.tail());
  } finally {
    await other.stop();
  }

  const heard = bob.lines.length;
  const block = await bob.metric('block');
  node = await startDevNode([], { basePath: data, rpcPort });
  await until('new blocks', async () => (await bob.metric('block')) > block);
  assert.equal((await fetch()).results, '18');
  const reports = await bob.metric('reports_sent');
  await until('reports', async () => (await bob.metric('reports_sent')) > reports);
  assert.ok(!bob.lines.slice(heard).some((line) => /another chain/.test(line)), bob.tail());
});

test('an agent stops when it is told to, although its node is gone', async () => {
  const [bob] = desk.agents;
  await node.stop('SIGKILL');
  await sleep(3_000);
  assert.deepEqual(await bob.stop(), { code: 0, signal: null }, bob.tail());
});
