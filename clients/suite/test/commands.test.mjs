/**
 * The command line: keys, accounts, programs, jobs, providers and nodes on a real chain or in their
 * offline form, every exit code it documents, and what bad input gets.
 */
import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { startDevNode } from '../lib/node.mjs';
import { Agent, cliPath, Desk, digitsData, EXIT, freePort, programs, run } from '../lib/swarm.mjs';

const UBC = 10n ** 12n;
const NOBODY = `0x${'00'.repeat(32)}`;
let node;
let desk;
let digits;
let program;
let machine;

before(async () => {
  node = await startDevNode();
  desk = new Desk(node.ws);
  digits = join(await programs(), 'digits.wasm');
});
after(async () => {
  await desk?.close();
  await node?.stop();
});

const event = (receipt, name) => receipt.events.find((e) => e.event === name)?.fields;
const free = async (who) => BigInt((await desk.ask(['account', 'show', who])).free);

describe('keys', () => {
  test('a new key is written for its owner alone, shown, and never overwritten', async () => {
    const made = await desk.ask(['key', 'new', 'alice.json']);
    assert.equal(statSync(desk.path('alice.json')).mode & 0o777, 0o600);
    assert.equal((await desk.ask(['key', 'show', 'alice.json'])).address, made.address);
    await desk.refused(EXIT.key, /never overwritten/, ['key', 'new', 'alice.json']);
  });

  test('a phrase is imported from standard input', async () => {
    const { phrase, address } = JSON.parse(readFileSync(desk.path('alice.json')));
    assert.equal((await desk.ask(['key', 'import', 'copy.json'], { input: `${phrase}\n` })).address, address);
    await desk.refused(EXIT.key, /not a phrase/, ['key', 'import', 'bad.json'], { input: 'one two three\n' });
    assert.ok(!existsSync(desk.path('bad.json')));
  });

  test('a key that is missing, readable by others, damaged or none is refused', async () => {
    await desk.refused(EXIT.key, /no key file/, ['key', 'show', 'none.json']);
    chmodSync(desk.path('copy.json'), 0o644);
    await desk.refused(EXIT.key, /chmod 600/, ['key', 'show', 'copy.json']);
    writeFileSync(desk.path('text.json'), 'hello', { mode: 0o600 });
    await desk.refused(EXIT.key, /no key file/, ['key', 'show', 'text.json']);
    await desk.refused(EXIT.key, /no development key/, ['key', 'show', '//']);
  });

  test('nobody signs without being named', () =>
    desk.refused(EXIT.usage, /--key/, ['account', 'transfer', '//Bob', '1']));
});

describe('accounts', () => {
  test('UBC is sent; both balances tell', async () => {
    const before = await free('//Ferdie');
    const receipt = await desk.ask(['account', 'transfer', '//Ferdie', '12.5'], { key: '//Alice' });
    assert.equal(BigInt(event(receipt, 'Balances.Transfer').amount), (25n * UBC) / 2n);
    assert.ok(BigInt(receipt.fee) > 0n);
    assert.equal((await free('//Ferdie')) - before, (25n * UBC) / 2n);
    assert.match(await desk.say(['account', 'show', '//Ferdie']), /free .*UBC/);
  });

  test('what an account does not have is not sent', async () => {
    const { address } = await desk.ask(['key', 'show', 'alice.json']);
    await desk.refused(EXIT.funds, /fund|fee/i, ['account', 'transfer', '//Bob', '1'], { key: 'alice.json' });
    await desk.say(['account', 'transfer', address, '1'], { key: '//Alice' });
    await desk.refused(EXIT.funds, /does not have as much|Funds|Fund/i, ['account', 'transfer', '//Bob', '1000'], { key: 'alice.json' });
  });

  test('amounts and addresses that are none are refused', async () => {
    await desk.refused(EXIT.usage, /not an address/, ['account', 'show', '5Nobody']);
    for (const amount of ['-1', 'lots', '1.0000000000001', '1e99']) {
      await desk.refused(EXIT.usage, /./, ['account', 'transfer', '//Bob', '--', amount], { key: '//Alice' });
    }
  });

  test('--finalized waits for finality', () =>
    desk.ask(['--finalized', 'account', 'transfer', '//Ferdie', '1'], { key: '//Alice' }));
});

describe('offline signing', () => {
  test('a call is written down, signed without a network, and sent', async () => {
    await desk.say(['key', 'new', 'cold.json']);
    const { address } = await desk.ask(['key', 'show', 'cold.json']);
    await desk.say(['account', 'transfer', address, '10'], { key: '//Alice' });
    await desk.say(['account', 'transfer', '//Ferdie', '3', '--offline', 'call.json', '--account', address]);
    const call = JSON.parse(readFileSync(desk.path('call.json')));
    assert.equal(call.call, 'Balances.transfer_keep_alive');
    // Signing contacts nothing: the address names a port where nobody listens.
    const signed = await run(cliPath(), ['--url', 'ws://127.0.0.1:1', '--key', 'cold.json', 'key', 'sign', 'call.json'], { cwd: desk.folder });
    assert.equal(signed.code, EXIT.done, signed.output);
    assert.match(signed.stderr, /Balances\.transfer_keep_alive on the chain 0x/);
    const before = await free('//Ferdie');
    await desk.ask(['send', 'call.signed']);
    assert.equal((await free('//Ferdie')) - before, 3n * UBC);
    await desk.refused(EXIT.refused, /sent before|nonce|in the pool already/i, ['send', 'call.signed']);
  });

  test('a signature by another key is refused', () =>
    desk.refused(EXIT.key, /this is for/, ['key', 'sign', 'call.json'], { key: '//Alice' }));

  test('what is shown is what is signed: a call that was tampered with is refused', async () => {
    const call = JSON.parse(readFileSync(desk.path('call.json')));
    const tampered = (name, change) => {
      const copy = structuredClone(call);
      change(copy);
      writeFileSync(desk.path(name), JSON.stringify(copy));
      return desk.refused(EXIT.usage, /damaged.*Nothing was signed/, ['key', 'sign', name, '--out', 'tampered.signed'], { key: 'cold.json' });
    };
    await tampered('shown.json', (copy) => { copy.arguments.value = '1'; });
    await tampered('name.json', (copy) => { copy.call = 'System.remark'; });
    await tampered('chain.json', (copy) => { copy.genesis = NOBODY; });
    await tampered('longer.json', (copy) => { copy.payload += '00'; });
    await tampered('types.json', (copy) => { copy.metadata = '0x6d657461'; });
    // Another call under the same description.
    const { address } = await desk.ask(['key', 'show', 'cold.json']);
    await desk.say(['account', 'transfer', '//Eve', '9', '--offline', 'other.json', '--account', address]);
    const { payload } = JSON.parse(readFileSync(desk.path('other.json')));
    await tampered('swapped.json', (copy) => { copy.payload = payload; });
    assert.ok(!existsSync(desk.path('tampered.signed')));
    await desk.refused(EXIT.otherChain, /another chain/, ['--genesis', NOBODY, 'key', 'sign', 'call.json'], { key: 'cold.json' });
    await desk.say(['--genesis', call.genesis, 'key', 'sign', 'call.json'], { key: 'cold.json' });
  });

  test('a long call, of which the hash is signed', async () => {
    const { address } = await desk.ask(['key', 'show', '//Dave']);
    const module = join(digits, '..', 'monte-carlo.wasm');
    await desk.say(['program', 'add', module, '--offline', 'long.json', '--account', address]);
    assert.ok(JSON.parse(readFileSync(desk.path('long.json'))).payload.length > 1_000);
    await desk.say(['key', 'sign', 'long.json'], { key: '//Dave' });
    const receipt = await desk.ask(['send', 'long.signed']);
    assert.ok(event(receipt, 'Posw.ProgramRegistered'), JSON.stringify(receipt.events));
  });

  test('a damaged call, a damaged signature', async () => {
    const text = readFileSync(desk.path('call.json'), 'utf8');
    writeFileSync(desk.path('half.json'), text.slice(0, 80));
    await desk.refused(EXIT.usage, /no call/, ['key', 'sign', 'half.json'], { key: '//Alice' });
    writeFileSync(desk.path('bad.signed'), 'zz');
    await desk.refused(EXIT.usage, /no signed call/, ['send', 'bad.signed']);
    const signed = readFileSync(desk.path('call.signed'), 'utf8').trim();
    const at = 2 * (2 + 1 + 1 + 32 + 1) + 8;
    const flipped = (Number.parseInt(signed[at], 16) ^ 1).toString(16);
    writeFileSync(desk.path('flipped.signed'), signed.slice(0, at) + flipped + signed.slice(at + 1));
    await desk.refused(EXIT.refused, /./, ['send', 'flipped.signed']);
  });

  test('--offline wants to know who will sign', () =>
    desk.refused(EXIT.usage, /--account/, ['account', 'transfer', '//Bob', '1', '--offline', 'x.json']));
});

describe('the chain', () => {
  test('no node', () =>
    run(cliPath(), ['--url', 'ws://127.0.0.1:1', 'labscape', 'list']).then((done) => {
      assert.equal(done.code, EXIT.noNode, done.output);
      assert.match(done.stderr, /no node at ws:\/\/127\.0\.0\.1:1/);
    }));

  test('something that is no node', async () => {
    const server = createServer((_, response) => response.end('hello'));
    await new Promise((done) => server.listen(0, '127.0.0.1', done));
    try {
      const done = await run(cliPath(), ['--url', `ws://127.0.0.1:${server.address().port}`, 'labscape', 'list']);
      assert.equal(done.code, EXIT.noNode, done.output);
    } finally {
      server.close();
    }
  });

  test('an address that is none', async () => {
    const done = await run(cliPath(), ['--url', 'nonsense', 'labscape', 'list']);
    assert.equal(done.code, EXIT.noNode, done.output);
  });

  test('another genesis than the one asked for', async () => {
    await desk.refused(EXIT.otherChain, /another chain/, ['--genesis', NOBODY, 'labscape', 'list']);
    await desk.refused(EXIT.usage, /32-byte hash/, ['--genesis', '0x12', 'labscape', 'list']);
  });

  test('the environment replaces options', async () => {
    const env = { LABSCAPE_URL: node.ws, LABSCAPE_KEY: '//Ferdie', LABSCAPE_STORE: desk.store };
    const done = await run(cliPath(), ['--json', 'account', 'show'], { env });
    assert.equal(done.code, 0, done.output);
    assert.equal(JSON.parse(done.stdout).account, (await desk.ask(['key', 'show', '//Ferdie'])).address);
    const wrong = await run(cliPath(), ['labscape', 'list'], { env: { ...env, LABSCAPE_GENESIS: NOBODY } });
    assert.equal(wrong.code, EXIT.otherChain, wrong.output);
  });
});

describe('programs', () => {
  test('a module is checked without a network', async () => {
    const done = await run(cliPath(), ['--url', 'ws://127.0.0.1:1', '--json', 'program', 'check', digits]);
    assert.equal(done.code, 0, done.output);
    assert.match(JSON.parse(done.stdout).id, /^0x[0-9a-f]{64}$/);
  });

  test('a module that is none is refused, with why and what to do', async () => {
    writeFileSync(desk.path('none.wasm'), 'not wasm');
    for (const command of ['check', 'add']) {
      const { stderr } = await desk.refused(EXIT.usage, /is no program/, ['program', command, 'none.wasm'], { key: '//Alice' });
      assert.match(stderr, /why: .*[\s\S]*what to do: /);
    }
    await desk.refused(EXIT.failure, /no\.wasm/, ['program', 'check', 'no.wasm']);
  });

  test('a program is registered, found and kept in the store; once more changes nothing', async () => {
    ({ program } = await desk.ask(['program', 'add', digits], { key: '//Alice' }));
    assert.ok(existsSync(join(desk.store, 'blobs', program.slice(2))));
    const shown = await desk.ask(['program', 'show', program]);
    assert.equal(shown.id, program);
    const before = await free('//Alice');
    assert.equal((await desk.ask(['program', 'add', digits], { key: '//Alice' })).program, program);
    assert.equal(await free('//Alice'), before);
  });

  test('a program that does not exist, an id that is none', async () => {
    await desk.refused(EXIT.notFound, /no program/, ['program', 'show', NOBODY]);
    await desk.refused(EXIT.usage, /32-byte hash/, ['program', 'show', 'digits']);
  });
});

describe('providers and nodes', () => {
  test('a provider registers its bond, is listed and shown', async () => {
    const receipt = await desk.ask(['provider', 'register', '--bond', '50000', '--commission', '5'], { key: '//Bob' });
    assert.ok(receipt.events.some((e) => e.event.startsWith('SwarmStaking.')));
    const shown = await desk.ask(['provider', 'show', '//Bob']);
    assert.equal(BigInt(shown.bond), 50_000n * UBC);
    const listed = await desk.ask(['provider', 'list']);
    assert.ok(listed.some((row) => row.provider === shown.provider && row.status === 'Active'));
    await desk.refused(EXIT.refused, /SwarmStaking::/, ['provider', 'register', '--bond', '50000'], { key: '//Bob' });
    await desk.refused(EXIT.usage, /100 percent/, ['provider', 'register', '--bond', '5', '--commission', '101'], { key: '//Ferdie' });
    await desk.refused(EXIT.notFound, /no provider/, ['provider', 'show', '//Ferdie']);
  });

  test('a bond is added to, unbonded, and withdrawn in its time', async () => {
    await desk.ask(['stake', 'add', '1000'], { key: '//Bob' });
    assert.equal(BigInt((await desk.ask(['provider', 'show', '//Bob'])).bond), 51_000n * UBC);
    await desk.ask(['stake', 'unbond', '1000'], { key: '//Bob' });
    assert.equal(BigInt((await desk.ask(['provider', 'show', '//Bob'])).bond), 50_000n * UBC);
    const early = await desk.run(['--json', 'stake', 'withdraw'], { key: '//Bob' });
    assert.ok([EXIT.done, EXIT.refused].includes(early.code), early.output);
    if (early.code === EXIT.done) assert.ok(!event(JSON.parse(early.stdout), 'Balances.Released'));
    await desk.refused(EXIT.refused, /./, ['stake', 'add', '1'], { key: '//Ferdie' });
  });

  test('a provider is backed, the backing taken back, income claimed', async () => {
    await desk.ask(['delegate', '//Bob', '500'], { key: '//Eve' });
    assert.equal((await desk.ask(['provider', 'show', '//Bob'])).delegators, '1');
    await desk.ask(['undelegate', '//Bob', '100'], { key: '//Eve' });
    await desk.refused(EXIT.refused, /SwarmStaking::/, ['delegate', '//Ferdie', '500'], { key: '//Eve' });
    const claimed = await desk.run(['--json', 'claim', '//Bob'], { key: '//Eve' });
    assert.ok([EXIT.done, EXIT.refused].includes(claimed.code), claimed.output);
  });

  test('a provider chills and resumes', async () => {
    await desk.ask(['provider', 'chill'], { key: '//Bob' });
    assert.equal((await desk.ask(['provider', 'show', '//Bob'])).status, 'Chilled');
    await desk.ask(['provider', 'resume'], { key: '//Bob' });
    assert.equal((await desk.ask(['provider', 'show', '//Bob'])).status, 'Active');
  });

  test('a machine is registered; the join call can be signed elsewhere', async () => {
    const agent = new Agent(desk, 'cold');
    await agent.init();
    const { address } = await desk.ask(['key', 'show', '//Bob']);
    const told = await agent.say(['join', '--labscape', '3', '--units', '16', '--provider', address]);
    assert.match(told, /labscape send .*join\.signed/);
    const file = join(agent.folder, 'join.json');
    await desk.say(['key', 'sign', file], { key: '//Bob' });
    const receipt = await desk.ask(['send', join(agent.folder, 'join.signed')]);
    machine = Number(event(receipt, 'Resources.NodeRegistered').node);
    assert.equal((await agent.status()).node, machine);
    assert.match(await agent.say(['join', '--labscape', '3', '--units', '16', '--provider', address]), /already/);
  });

  test('nodes are listed, shown and changed by their provider alone', async () => {
    const id = String(machine);
    assert.ok((await desk.ask(['node', 'list'])).some((row) => row.node === id));
    await desk.ask(['node', 'endpoint', id, 'http://127.0.0.1:7799'], { key: '//Bob' });
    await desk.ask(['node', 'claim', id, '500000'], { key: '//Bob' });
    await desk.refused(EXIT.refused, /ClaimNotProven/, ['node', 'claim', id, '2000000'], { key: '//Bob' });
    const shown = await desk.ask(['node', 'show', id]);
    assert.equal(shown.endpoint, 'http://127.0.0.1:7799');
    assert.match(shown.claim, /500000 fuel/);
    await desk.refused(EXIT.refused, /Resources::/, ['node', 'endpoint', id, 'http://x'], { key: '//Eve' });
    await desk.refused(EXIT.notFound, /no node 99/, ['node', 'show', '99']);
    await desk.refused(EXIT.notFound, /NoSuchNode/, ['node', 'drain', '99'], { key: '//Bob' });
  });

  test('labscapes are listed, shown, and poked in their time only', async () => {
    assert.ok((await desk.ask(['labscape', 'list'])).some((row) => row.labscape === '3'));
    const shown = await desk.ask(['labscape', 'show', '3']);
    assert.equal(shown.nodes.length, 1);
    assert.ok(BigInt(shown['per Mfuel']) > 0n);
    // People see the price where scripts do: on standard output.
    assert.match(await desk.say(['labscape', 'show', '3']), /per Mfuel +[0-9.]+ ?\w*UBC/);
    await desk.refused(EXIT.refused, /Resources::/, ['labscape', 'poke', '3'], { key: '//Eve' });
    await desk.refused(EXIT.usage, /invalid value/, ['labscape', 'show', '256']);
  });
});

describe('jobs', () => {
  const submit = (...more) => ['--program', program, '--inputs', digitsData('images.bin'), '--record', '64', '--per-item', '100',
    '--fuel', '20000000', '--home', '3', ...more];
  let job;

  test('a job is submitted, its inputs kept, its budget held, listed and shown', async () => {
    job = await desk.submit(submit(), { key: '//Eve' });
    const shown = await desk.job(job);
    assert.equal(shown.items, '18');
    assert.ok(Array.isArray(shown.leases));
    assert.ok(BigInt(shown['on hold']) > 0n);
    assert.ok((await desk.ask(['job', 'list'], { key: '//Eve' })).some((row) => row.job === String(job)));
    assert.deepEqual(await desk.ask(['job', 'list'], { key: '//Ferdie' }), []);
    assert.ok((await desk.ask(['job', 'list', '--all'], { key: '//Ferdie' })).length >= 1);
    assert.ok(existsSync(join(desk.store, 'lists', shown.inputs.slice(2))));
  });

  test('inputs come from a folder, too, and from lines', async () => {
    mkdirSync(desk.path('items'));
    writeFileSync(desk.path('items', 'a'), Buffer.alloc(64));
    writeFileSync(desk.path('items', 'b'), Buffer.alloc(128));
    const two = await desk.submit(['--program', program, '--inputs', 'items', '--fuel', '20000000', '--home', '3'], { key: '//Eve' });
    assert.equal((await desk.job(two)).items, '2');
    writeFileSync(desk.path('lines'), 'one\ntwo\nthree\n');
    const three = await desk.submit(['--program', program, '--inputs', 'lines', '--lines', '--fuel', '20000000', '--home', '3'], { key: '//Eve' });
    assert.equal((await desk.job(three)).items, '3');
  });

  test('watching gives up when it is told to', () =>
    desk.refused(EXIT.timeout, /not finished/, ['job', 'watch', String(job), '--timeout', '2']));

  test('results are for the requester, and for later', async () => {
    await desk.refused(EXIT.usage, /not finished/, ['job', 'fetch', String(job), '--out', 'out'], { key: '//Eve' });
    await desk.refused(EXIT.key, /belongs to/, ['job', 'fetch', String(job), '--out', 'out'], { key: '//Ferdie' });
    await desk.refused(EXIT.notFound, /is in no commit/, ['job', 'ask', String(job), '0'], { key: '//Eve' });
    await desk.refused(EXIT.notFound, /has 18 items/, ['job', 'ask', String(job), '18'], { key: '//Eve' });
    await desk.refused(EXIT.notFound, /nothing of job/, ['job', 'accept', String(job)], { key: '//Eve' });
  });

  test('a job is cancelled by its requester alone', async () => {
    await desk.refused(EXIT.refused, /NotRequester/, ['job', 'cancel', String(job)], { key: '//Ferdie' });
    await desk.ask(['job', 'cancel', String(job)], { key: '//Eve' });
    assert.match((await desk.job(job)).state, /closing|finished/);
    await desk.refused(EXIT.refused, /JobNotOpen/, ['job', 'cancel', String(job)], { key: '//Eve' });
  });

  test('jobs that do not exist', async () => {
    for (const command of [['show'], ['watch'], ['fetch', '--out', 'x'], ['ask', '--timeout', '1'], ['accept']]) {
      const [name, ...more] = command;
      const args = name === 'ask' ? ['job', name, '987654', '0', ...more] : ['job', name, '987654', ...more];
      await desk.refused(EXIT.notFound, /no job 987654/, args, { key: '//Eve' });
    }
    await desk.refused(EXIT.notFound, /NoSuchJob/, ['job', 'cancel', '987654'], { key: '//Eve' });
    await desk.refused(EXIT.usage, /invalid value/, ['job', 'show', 'seven']);
  });

  test('what cannot be run is refused before any money moves', async () => {
    const before = await free('//Eve');
    await desk.refused(EXIT.usage, /at most \d+ fuel/, ['job', 'submit', ...submit().with(9, '100000001')], { key: '//Eve' });
    await desk.refused(EXIT.notFound, /no program/, ['job', 'submit', ...submit().with(1, NOBODY)], { key: '//Eve' });
    await desk.refused(EXIT.failure, /no-such-file/, ['job', 'submit', ...submit().with(3, 'no-such-file')], { key: '//Eve' });
    writeFileSync(desk.path('odd'), Buffer.alloc(65));
    await desk.refused(EXIT.usage, /odd/, ['job', 'submit', ...submit().with(3, 'odd')], { key: '//Eve' });
    writeFileSync(desk.path('empty'), '');
    await desk.refused(EXIT.usage, /./, ['job', 'submit', ...submit().with(3, 'empty')], { key: '//Eve' });
    writeFileSync(desk.path('large'), Buffer.alloc(256 * 1024 + 1));
    await desk.refused(EXIT.usage, /item 0 has 262145 bytes; at most 262144/, ['job', 'submit', '--program', program, '--inputs', 'large', '--fuel', '2000'], { key: '//Eve' });
    writeFileSync(desk.path('many'), Buffer.alloc((1 << 20) + 1));
    await desk.refused(EXIT.usage, /at most 1048576/, ['job', 'submit', '--program', program, '--inputs', 'many', '--record', '1', '--fuel', '2000'], { key: '//Eve' });
    await desk.refused(EXIT.notFound, /no labscape has nodes/, ['job', 'submit', ...submit('--home', '9').slice(0, -4), '--home', '9'], { key: '//Eve' });
    assert.equal(await free('//Eve'), before);
  });

  test('a budget that the account does not have', async () => {
    await desk.refused(EXIT.funds, /./, ['job', 'submit', ...submit('--max-price', '1000')], { key: 'alice.json' });
    await desk.refused(EXIT.funds, /./, ['provider', 'register', '--bond', '100000000'], { key: '//Ferdie' });
  });
});

describe('stores', () => {
  const args = () => ['job', 'submit', '--program', program, '--inputs', digitsData('images.bin'), '--record', '64', '--per-item', '600',
    '--fuel', '20000000', '--home', '3'];

  test('no store, a store that is none, a store that does not answer', async () => {
    const none = await run(cliPath(), ['--url', node.ws, '--key', '//Eve', ...args()]);
    assert.equal(none.code, EXIT.store, none.output);
    assert.match(none.stderr, /no byte store is configured/);
    await desk.refused(EXIT.store, /ftp:\/\/x.*no byte store/, args(), { key: '//Eve', store: 'ftp://x/y' });
    const down = `http://127.0.0.1:${await freePort()}`;
    await desk.refused(EXIT.store, new RegExp(`${down} does not answer`), args(), { key: '//Eve', store: down });
  });

  test('a full disk is told as such', async (t) => {
    if (!existsSync('/dev/full')) return t.skip('needs /dev/full');
    const done = await run('sh', ['-c', '"$0" "$@" > /dev/full', cliPath(), '--url', node.ws, 'account', 'transfer', '//Ferdie', '1',
      '--offline', '/dev/full', '--account', (await desk.ask(['key', 'show', '//Alice'])).address]);
    assert.equal(done.code, EXIT.failure, done.output);
    assert.match(done.stderr, /No space left.*Free some space/);
    const answer = await run('sh', ['-c', '"$0" "$@" > /dev/full', cliPath(), '--url', node.ws, '--json', 'account', 'show', '//Alice']);
    assert.equal(answer.code, EXIT.failure, answer.output);
    assert.match(answer.stderr, /the answer could not be written: No space left/);
  });
});

describe('leaving', () => {
  test('a node drains, resumes, drains and retires; its provider leaves', async () => {
    const id = String(machine);
    await desk.ask(['node', 'drain', id], { key: '//Bob' });
    assert.equal((await desk.ask(['node', 'show', id])).state, 'Draining');
    await desk.ask(['node', 'resume', id], { key: '//Bob' });
    assert.equal((await desk.ask(['node', 'show', id])).state, 'Active');
    await desk.ask(['node', 'drain', id], { key: '//Bob' });
    const retired = await desk.run(['--json', 'node', 'retire', id], { key: '//Bob' });
    // Leases that were made meanwhile must end first.
    assert.ok([EXIT.done, EXIT.refused].includes(retired.code), retired.output);
    await desk.say(['provider', 'register', '--bond', '2000'], { key: '//Dave' });
    await desk.ask(['provider', 'leave'], { key: '//Dave' });
    assert.equal((await desk.ask(['provider', 'show', '//Dave'])).status, 'Leaving');
    await desk.refused(EXIT.refused, /SwarmStaking::/, ['provider', 'resume'], { key: '//Dave' });
  });
});

describe('help', () => {
  test('every command explains itself and has completions', async () => {
    const help = await run(cliPath(), ['--help']);
    assert.equal(help.code, 0);
    const commands = [...help.stdout.matchAll(/^ {2}([a-z-]+) /gm)].map((m) => m[1]).filter((name) => name !== 'help');
    assert.ok(commands.length >= 12, help.stdout);
    for (const shell of ['bash', 'zsh', 'fish']) {
      const done = await run(cliPath(), ['completion', shell]);
      assert.equal(done.code, 0);
      for (const command of commands) assert.ok(done.stdout.includes(command), `${shell} does not complete ${command}`);
    }
    for (const command of commands) {
      const done = await run(cliPath(), [command, '--help']);
      assert.equal(done.code, 0, `${command}: ${done.output}`);
    }
    for (const [name, code] of Object.entries(EXIT)) assert.match(help.stdout, new RegExp(`\\b${code} `), `${name} is not documented`);
  });

  test('what is no command is a usage error', async () => {
    for (const args of [[], ['jobs'], ['job'], ['job', 'submit'], ['--no-such-option'], ['completion', 'cmd']]) {
      const done = await run(cliPath(), args);
      assert.equal(done.code, EXIT.usage, `${args}: ${done.output}`);
    }
  });

  test('bash takes the completions', async () => {
    const done = await run('bash', ['-c', 'source <("$0" completion bash) && complete -p labscape', cliPath()]);
    assert.equal(done.code, 0, done.output);
  });
});
