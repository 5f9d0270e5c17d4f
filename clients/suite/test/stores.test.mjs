/**
 * Byte stores as agents and requesters use them: an S3 server with real signatures, and another agent
 * over HTTP. What they return wrongly is told by their name.
 */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import S3rver from 's3rver';
import { startDevNode } from '../lib/node.mjs';
import { Agent, Desk, digitsData, EXIT, freePort, programs } from '../lib/swarm.mjs';

const STORE = 's3://shelf/labscape';
let node;
let desk;
let server;
let environment;
let program;
let agent;
let job;
const eve = { key: '//Eve', store: STORE };

before(async () => {
  node = await startDevNode();
  desk = new Desk(node.ws);
  const directory = desk.path('s3');
  mkdirSync(directory);
  const port = await freePort();
  server = new S3rver({ address: '127.0.0.1', port, directory, silent: true, configureBuckets: [{ name: 'shelf' }] });
  await server.run();
  environment = {
    AWS_ENDPOINT: `http://127.0.0.1:${port}`, AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'S3RVER', AWS_SECRET_ACCESS_KEY: 'S3RVER',
  };
  eve.env = environment;
  Object.assign(process.env, environment);
  await desk.say(['provider', 'register', '--bond', '100000'], { key: '//Bob' });
  agent = new Agent(desk, 'Bob');
  desk.store = STORE;
  await agent.init();
  await agent.say(['join', '--labscape', '0', '--units', '64', '--provider-key', '//Bob']);
  desk.agents.push(agent);
  await agent.start();
});
after(async () => {
  await desk?.close();
  await server?.close();
  await node?.stop();
});

/** Where the server keeps an object's bytes. */
const object = (kind, hash) => desk.path('s3', 'shelf', 'labscape', kind, `${hash}._S3rver_object`);
const submit = () => desk.submit(['--program', program, '--inputs', digitsData('images.bin'), '--record', '64', '--per-item', '100',
  '--fuel', '20000000', '--home', '0'], eve);
/** The provisional results of a job, once there are as many. */
async function results(id, count, file) {
  for (let tries = 0; ; tries++) {
    const done = await desk.ask(['job', 'fetch', String(id), '--provisional', '--out-file', file, '--check', '2'], eve);
    if (done.results === String(count)) return readFileSync(desk.path(file));
    assert.ok(tries < 60, `${JSON.stringify(done)}\n${agent.tail()}`);
    await sleep(1_000);
  }
}
async function logged(pattern) {
  for (let tries = 0; !agent.lines.some((line) => pattern.test(line)); tries++) {
    assert.ok(tries < 60, agent.tail());
    await sleep(500);
  }
}

test('program and inputs are put into S3, and an agent works from there', async () => {
  ({ program } = await desk.ask(['program', 'add', join(await programs(), 'digits.wasm')], { key: '//Alice', store: STORE, env: environment }));
  assert.ok(readFileSync(object('blobs', program.slice(2))).length > 0);
  job = await submit();
  const right = readFileSync(digitsData('labels.bin'));
  const found = await results(job, 18, 'found');
  assert.equal(found.filter((digit, i) => digit === right[i]).length, 1766);
});

test('an agent is a store for others', async () => {
  await desk.refused(EXIT.store, new RegExp(`${agent.endpoint} `), ['program', 'add', join(await programs(), 'monte-carlo.wasm')],
    { key: '//Alice', store: agent.endpoint });
  // Without S3: program and inputs come from the agent itself, and are executed here to compare.
  const done = await desk.ask(['job', 'fetch', String(job), '--provisional', '--out-file', 'here', '--check', '18'],
    { key: '//Eve', store: desk.path('empty') });
  assert.equal(done['executed again here'], '18');
});

test('an object that is corrupt, and one that is missing, are told by the name of the store', async () => {
  // Another cut, so that nothing is cached.
  const fresh = ['--program', program, '--inputs', digitsData('images.bin'), '--record', '64', '--per-item', '150', '--fuel', '20000000', '--home', '0'];
  const id = await desk.submit(fresh, eve);
  const list = readFileSync(object('lists', (await desk.job(id)).inputs.slice(2)));
  // The agent may be quicker with the first ones: spoil the last.
  const path = object('blobs', list.subarray(list.length - 32).toString('hex'));
  const bytes = readFileSync(path);
  rmSync(join(agent.folder, 'store', 'blobs', list.subarray(list.length - 32).toString('hex')), { force: true });
  await agent.stop('SIGKILL');
  const wrong = Buffer.from(bytes);
  wrong[3] ^= 1;
  writeFileSync(path, wrong);
  rmSync(join(agent.folder, 'store'), { recursive: true, force: true });
  await agent.start();
  await logged(new RegExp(`${STORE} returned ${bytes.length} bytes for 0x[0-9a-f]+ that do not have this hash`));
  rmSync(path);
  rmSync(join(agent.folder, 'store', 'blobs'), { recursive: true, force: true });
  await logged(new RegExp(`${STORE} does not have 0x[0-9a-f]+`));
  writeFileSync(path, bytes);
  assert.equal((await results(id, 12, 'again')).length, 1797);
  assert.equal(agent.exit, undefined);
});

test('a key that the store does not know, and a store that is down', async () => {
  const wrong = { ...environment, AWS_ACCESS_KEY_ID: 'NOBODY' };
  await desk.refused(EXIT.store, /s3:\/\/shelf\/labscape refuses access/, ['program', 'add', join(await programs(), 'search.wasm')],
    { key: '//Alice', store: STORE, env: wrong });
  const down = { ...environment, AWS_ENDPOINT: `http://127.0.0.1:${await freePort()}` };
  await desk.refused(EXIT.store, /s3:\/\/shelf\/labscape does not answer/, ['program', 'add', join(await programs(), 'search.wasm')],
    { key: '//Alice', store: STORE, env: down });
});
