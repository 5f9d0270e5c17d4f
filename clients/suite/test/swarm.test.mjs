/**
 * Agents of several providers as separate processes on a real chain: a job is executed, proven and
 * fetched while agents and the node are killed; what is asked for is shown on chain; results that are
 * not those of the chain, stores that lie and programs that do not end are refused or survived.
 */
import assert from 'node:assert/strict';
import { chmodSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectApi } from '../lib/api.mjs';
import { Events } from '../lib/events.mjs';
import { startDevNode } from '../lib/node.mjs';
import { Agent, clockLibrary, Desk, digitsData, EXIT, freePort, programs } from '../lib/swarm.mjs';

/** Auditors are chosen among nodes that have been there for some epochs of 15 seconds. */
const ELIGIBLE_MS = 50_000;
const IMAGES = 1797;
/** What the network gets right, here as everywhere. */
const RIGHT = 1766;
const NODE_OUTAGE_MS = 6_000;
/**
 * Units of each of the three who share labscape 0. Samples that fall on own units audit nothing, so
 * an agent with 4,096 units is proven in time only where others bring about as many.
 */
const UNITS = 1_024;

const data = mkdtempSync(join(tmpdir(), 'labscape-swarm-chain-'));
const labels = readFileSync(digitsData('labels.bin'));
let node;
let desk;
let api;
let events;
let program;
let bob;
let charlie;
let dave;
let wide;
let begin;
const jobs = {};

const images = (...more) => ['--program', program, '--inputs', digitsData('images.bin'), '--record', '64', '--fuel', '2000000', ...more];
/** The same with so many images in an item, and fuel for them. */
const sheets = (count, ...more) => images('--home', '0', '--per-item', String(count), ...more).with(7, '20000000');
const eve = { key: '//Eve' };
const startNode = (rpcPort) => startDevNode([], { basePath: data, rpcPort });

before(async () => {
  node = await startNode(await freePort());
  desk = new Desk(node.ws);
  api = await connectApi(node.ws);
  events = await Events.from(api);
  begin = Date.now();
  bob = await desk.provide('Bob', { units: UNITS });
  charlie = await desk.provide('Charlie', { units: UNITS, start: false });
  if (clockLibrary()) charlie.setClock(0);
  else console.log('clocks do not jump: install the package faketime');
  await charlie.start();
  dave = await desk.provide('Dave', { units: UNITS });
  wide = await desk.provide('Ferdie', { labscape: 9, units: 4096, bond: 200_000 });
  ({ program } = await desk.ask(['program', 'add', join(await programs(), 'digits.wasm')], { key: '//Alice' }));
});
after(async () => {
  await api?.disconnect();
  await desk?.close();
  await node?.stop();
  rmSync(data, { recursive: true, force: true });
});

/** A web server between an agent and the world that changes what passes. */
async function between(agent, change) {
  const server = createServer(async (request, response) => {
    const answer = await fetch(agent.endpoint + request.url, { headers: request.headers });
    const bytes = change(request.url, Buffer.from(await answer.arrayBuffer()));
    response.writeHead(answer.status).end(bytes);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return { url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

async function moveTo(name, agent, endpoint) {
  const { node: id } = await agent.status();
  await desk.ask(['node', 'endpoint', String(id), endpoint], { key: `//${name}` });
}

describe('what an agent refuses to start with', () => {
  const copy = (name) => {
    const agent = new Agent(desk, name);
    cpSync(bob.folder, agent.folder, { recursive: true, filter: (path) => !path.includes('journal') && !path.includes('store') });
    return agent;
  };
  const refused = async (agent, code, message, args = ['run']) => {
    const done = await agent.run(args, { timeoutMs: 60_000 });
    assert.equal(done.code, code, done.output);
    assert.match(done.stderr, message);
  };
  const change = (agent, key, value) => {
    const path = join(agent.folder, 'agent.json');
    writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path)), [key]: value }));
  };

  test('another agent in its folder', () => refused(bob, EXIT.usage, /another agent runs/));

  test('a folder without an agent', () => refused(new Agent(desk, 'none'), EXIT.usage, /labscape-agent init/));

  test('a folder that holds one already', () =>
    refused(bob, EXIT.usage, /holds an agent already/, ['init', '--url', desk.ws, '--endpoint', 'http://x']));

  test('an endpoint or a store that is none', async () => {
    const agent = new Agent(desk, 'new');
    await refused(agent, EXIT.usage, /no http/, ['init', '--url', desk.ws, '--endpoint', 'ftp://x']);
    await refused(agent, EXIT.store, /no byte store/, ['init', '--url', desk.ws, '--endpoint', 'http://x', '--store', 'ftp://x']);
    assert.ok(!existsSync(agent.folder));
  });

  test('no node, and a node of another chain', async () => {
    const agent = copy('lost');
    change(agent, 'genesis', `0x${'11'.repeat(32)}`);
    await refused(agent, EXIT.otherChain, /follows another chain/);
    change(agent, 'url', 'ws://127.0.0.1:1');
    await refused(agent, EXIT.noNode, /no node at/);
    change(agent, 'thread', 3);
    await refused(agent, EXIT.usage, /thread/);
  });

  test('a key that others may read, that is damaged, that no node has', async () => {
    const agent = copy('keyless');
    const key = join(agent.folder, 'hot-key.json');
    const text = readFileSync(key);
    chmodSync(key, 0o640);
    await refused(agent, EXIT.key, /chmod 600/);
    chmodSync(key, 0o600);
    writeFileSync(key, text.subarray(0, 40));
    await refused(agent, EXIT.key, /no key file/);
    rmSync(key);
    await refused(agent, EXIT.key, /no key file/);
    await desk.say(['key', 'new', key]);
    await refused(agent, EXIT.notFound, /labscape-agent join/);
    await refused(agent, EXIT.notFound, /labscape-agent join/, ['status']);
  });

  test('a provider without a bond, or with too little of it', async () => {
    const agent = copy('poor');
    rmSync(join(agent.folder, 'hot-key.json'));
    await desk.say(['key', 'new', join(agent.folder, 'hot-key.json')]);
    await refused(agent, EXIT.refused, /SwarmStaking::|Resources::/, ['join', '--labscape', '0', '--provider-key', '//Eve']);
    await refused(agent, EXIT.refused, /SwarmStaking::|Resources::/, ['join', '--labscape', '1', '--units', '4096', '--provider-key', '//Bob//stash']);
    await refused(agent, EXIT.usage, /--provider/, ['join', '--labscape', '0']);
  });

  test('a port that is taken', async () => {
    const agent = copy('second');
    change(agent, 'listen', `127.0.0.1:${bob.port}`);
    await refused(agent, EXIT.failure, /listening on/);
  });
});

describe('a job', () => {
  test('is executed and proven while an agent and the node are killed and a clock jumps', async () => {
    await sleep(Math.max(0, ELIGIBLE_MS - (Date.now() - begin)));
    jobs.main = await desk.submit(images('--units', String(UNITS), '--parts', '3', '--home', '0'), eve);
    jobs.wide = await desk.submit(images('--units', '64', '--cpu-milli', '20', '--parts', '64', '--home', '9'), eve);
    // Programs that do not come to an end within their fuel.
    jobs.endless = await desk.submit(images('--home', '0', '--per-item', '100').with(7, '1000'), eve);
    await events.until('resources.LeaseMade', () => true, 30_000).catch(() => {});
    await desk.untilJob(jobs.wide, (job) => Number(job.leased) === IMAGES, 60_000);
    await events.read();
    const made = events.of('resources.LeaseMade').filter(({ fields }) => Number(fields.job) === jobs.wide);
    assert.equal(64 * made.length, 4096, 'one agent is given every unit of a labscape');

    await bob.stop('SIGKILL');
    await bob.start();
    // And the clock of a third jumps back by years, then forward by decades.
    if (charlie.clock) charlie.setClock(-3000);
    const { rpcPort } = node;
    await node.stop('SIGKILL');
    await sleep(NODE_OUTAGE_MS);
    node = await startNode(rpcPort);
    assert.equal(node.rpcPort, rpcPort);
    if (charlie.clock) charlie.setClock(9000);

    const watched = await desk.run(['--json', 'job', 'watch', String(jobs.main), '--timeout', '240']);
    assert.equal(watched.code, 0, `${watched.output}\n${desk.logs()}`);
    assert.match(watched.stderr, /"executed":1797/);
    for (const agent of desk.agents) assert.equal(agent.exit, undefined, `agent ${agent.name} died`);
    const job = await desk.job(jobs.main);
    assert.equal(job.settled, String(IMAGES));
  });

  test('is fetched: every result is what its node committed to, and right', async () => {
    const done = await desk.ask(['job', 'fetch', String(jobs.main), '--out-file', 'digits', '--check', '8'], eve);
    assert.equal(done['committed on chain'], String(IMAGES));
    assert.equal(done['executed again here'], '8');
    assert.equal(done.proven, 'yes');
    const found = readFileSync(desk.path('digits'));
    assert.equal(found.length, IMAGES);
    assert.equal(found.filter((digit, i) => digit === labels[i]).length, RIGHT);
  });

  test('of one agent that serves 4,096 units ends the same', async () => {
    await desk.untilJob(jobs.wide, (job) => job.state === 'finished');
    await desk.ask(['job', 'fetch', String(jobs.wide), '--out-file', 'wide'], eve);
    assert.deepEqual(readFileSync(desk.path('wide')), readFileSync(desk.path('digits')));
  });

  test('whose program runs out of fuel ends with that as its result', async () => {
    await desk.untilJob(jobs.endless, (job) => job.state === 'finished');
    const done = await desk.run(['--json', 'job', 'fetch', String(jobs.endless), '--out', 'endless'], eve);
    assert.equal(done.code, EXIT.programFailed, done.output);
    assert.equal(JSON.parse(done.stdout)['program failures'], '18');
    assert.match(done.stderr, /item 0 has no output: it ran out of fuel/);
  });
});

describe('results that are not those of the chain', () => {
  const fetch = ['--out-file', 'refused'];
  let liar;
  after(async () => {
    liar?.close();
    await moveTo('Bob', bob, bob.endpoint);
  });

  const through = async (change) => {
    liar?.close();
    liar = await between(bob, change);
    await moveTo('Bob', bob, liar.url);
    return desk.run(['job', 'fetch', String(jobs.main), ...fetch], eve);
  };
  const last = (bytes) => { bytes[bytes.length - 10] ^= 1; return bytes; };

  test('a changed result is refused by the name of the store, and nothing is written', async () => {
    const done = await through((url, bytes) => (/\/results/.test(url) ? last(bytes) : bytes));
    assert.equal(done.code, EXIT.store, done.output);
    assert.ok(done.stderr.includes(liar.url), done.stderr);
    assert.match(done.stderr, /a result of item \d+ that node \d+ did not commit to/);
    assert.ok(!existsSync(desk.path('refused')));
  });

  test('so are leaves that do not give the committed root', async () => {
    const done = await through((url, bytes) => (/\/works\/\d+/.test(url) ? last(bytes) : bytes));
    assert.equal(done.code, EXIT.store, done.output);
    assert.match(done.stderr, /do not give the committed root/);
    assert.ok(done.stderr.includes(liar.url) && !existsSync(desk.path('refused')));
  });

  test('so is a commit that is said to be of another time', async () => {
    const done = await through((url, bytes) => (/\/works$/.test(url)
      ? Buffer.from(JSON.stringify(JSON.parse(bytes).map((work) => ({ ...work, work: work.work + 1 })))) : bytes));
    assert.notEqual(done.code, 0, done.output);
    assert.ok(!existsSync(desk.path('refused')));
  });

  test('an answer that is cut off, and none at all, are told', async () => {
    const cut = await through((url, bytes) => (/\/results/.test(url) ? bytes.subarray(0, bytes.length - 5) : bytes));
    assert.equal(cut.code, EXIT.notFound, cut.output);
    assert.match(cut.stderr, /node \d+ hands out nothing/);
    liar.close();
    liar = undefined;
    const none = await desk.run(['job', 'fetch', String(jobs.main), ...fetch], eve);
    assert.equal(none.code, EXIT.notFound, none.output);
    assert.match(none.stderr, /job ask/);
    assert.ok(!existsSync(desk.path('refused')));
  });
});

describe('what must be shown on chain', () => {
  test('an output that the requester asks for', async () => {
    const id = await desk.submit(sheets(100), eve);
    await desk.untilJob(id, (job) => Number(job.leased) === 18, 60_000);
    await events.read();
    const done = () => desk.run(['job', 'ask', String(id), '0', '--out', 'shown', '--timeout', '120'], eve);
    let asked = await done();
    for (let tries = 0; asked.code === EXIT.notFound && tries < 40; tries++) {
      await sleep(1_000);
      asked = await done();
    }
    assert.equal(asked.code, 0, `${asked.output}\n${desk.logs()}`);
    assert.deepEqual(readFileSync(desk.path('shown')), readFileSync(desk.path('digits')).subarray(0, 100));
    await events.until('posw.OutputShown', () => true, 30_000);
    // Provisional results are there before the proof.
    const early = await desk.ask(['job', 'fetch', String(id), '--provisional', '--out-file', 'early'], eve);
    assert.equal(early.results, '18');
    jobs.shown = id;
  });

  test('leaves that auditors cannot get: answered, and the work is paid all the same', async () => {
    await desk.untilJob(jobs.shown, (job) => job.state === 'finished');
    // All of them: whoever executes is not to be reached.
    const dead = `http://127.0.0.1:${await freePort()}`;
    for (const [name, agent] of [['Bob', bob], ['Charlie', charlie], ['Dave', dave]]) await moveTo(name, agent, dead);
    const id = await desk.submit(sheets(100), eve);
    const { fields } = await events.until('posw.Claimed');
    await events.until('posw.Answered', ({ work, node: who }) => work === fields.work && who === fields.node);
    await desk.untilJob(id, (job) => job.state === 'finished');
    assert.equal((await desk.job(id)).settled, '18');
    await events.read();
    assert.deepEqual(events.of('posw.Voided'), []);
    for (const [name, agent] of [['Bob', bob], ['Charlie', charlie], ['Dave', dave]]) await moveTo(name, agent, agent.endpoint);
  });
});

describe('bad jobs', () => {
  test('an input that is corrupt in the store: the store is named, the agent goes on', async () => {
    const broken = await desk.submit(sheets(50, '--units', '16'), eve);
    const list = readFileSync(join(desk.store, 'lists', (await desk.job(broken)).inputs.slice(2)));
    const blob = join(desk.store, 'blobs', list.subarray(0, 32).toString('hex'));
    const bytes = readFileSync(blob);
    writeFileSync(blob, bytes.subarray(0, bytes.length - 1));
    await sleep(20_000);
    const named = desk.agents.some((agent) => agent.lines.some((line) => line.includes(`${desk.store} returned`) && /corrupt or truncated/.test(line)));
    const executed = (await desk.job(broken)).settled !== '0';
    assert.ok(named || executed, desk.logs());
    // Put back, it is executed.
    writeFileSync(blob, bytes);
    await desk.untilJob(broken, (job) => job.state === 'finished');
    for (const agent of desk.agents) assert.equal(agent.exit, undefined, `agent ${agent.name} died`);
  });

  test('results are accepted without proof', async () => {
    const id = await desk.submit(sheets(100), eve);
    let done;
    for (let tries = 0; tries < 40 && done?.code !== 0; tries++) {
      await sleep(1_000);
      done = await desk.run(['job', 'accept', String(id)], eve);
    }
    assert.equal(done.code, 0, done.output);
    assert.match(done.output, /items of node \d+ accepted/);
    await desk.untilJob(id, (job) => job.state === 'finished', 60_000);
  });
});

describe('the end', () => {
  test('agents earned, show metrics, and stop cleanly when told to', async () => {
    assert.ok(BigInt((await desk.ask(['provider', 'show', '//Bob']))['operator may claim']) > 0n);
    await desk.ask(['claim'], { key: '//Bob' });
    assert.ok((await charlie.metric('commits')) > 0);
    assert.equal((await charlie.get('/works/4000000000/leaves')).status, 403);
    for (const agent of desk.agents) {
      assert.deepEqual(await agent.stop(), { code: 0, signal: null }, agent.tail());
      assert.match(agent.tail(), /stopped/);
    }
    assert.ok(!node.panicked, node.tail());
  });
});
