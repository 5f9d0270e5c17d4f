/**
 * What bad input gets: a clear message on the command line, a proper error over RPC, and in no
 * case a panic of the process.
 */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { hexToU8a, u8aToHex } from '@polkadot/util';
import { freshAddress, pair, UBC } from '../lib/accounts.mjs';
import { Chain, mortalEra } from '../lib/extrinsic.mjs';
import { Node, runNode, startDevNode } from '../lib/node.mjs';
import { Rpc, RpcError } from '../lib/rpc.mjs';

const PARSE_ERROR = -32700;
const INVALID_REQUEST = -32600;
const METHOD_NOT_FOUND = -32601;
const INVALID_PARAMS = -32602;
const TOO_BIG_REQUEST = -32007;
const BAD_FORMAT = 1001;
const VERIFICATION_ERROR = 1002;
const INVALID_TRANSACTION = 1010;
/** The code of the author RPC for bytes that are no extrinsic at all. */
const UNDECODABLE = 1040;
const NO_EXTRINSIC = [BAD_FORMAT, VERIFICATION_ERROR, INVALID_TRANSACTION, UNDECODABLE];
const RPC_LIMIT_BYTES = 15 << 20;
/** Commands that fail do so before they touch the network. */
const FAIL_TIMEOUT_MS = 30_000;

const folder = mkdtempSync(join(tmpdir(), 'labscape-bad-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const ALONE = ['--no-telemetry', '--no-mdns', '--no-prometheus', '--listen-addr', '/ip4/127.0.0.1/tcp/0'];
const LOCAL = [...ALONE, '--rpc-port', '0'];

/** A command that must fail by itself, without a panic, and say why. */
async function assertFails(args, message) {
  const result = await runNode(args, { timeoutMs: FAIL_TIMEOUT_MS });
  assert.notEqual(result.code, 0, `succeeded or was still running:\n${result.output}`);
  assert.notEqual(result.code, null, `had to be killed:\n${result.output}`);
  assert.ok(!result.panicked, `panicked:\n${result.output}`);
  assert.match(result.output, message);
  return result;
}

describe('command line', () => {
  test('unknown chain name', () =>
    assertFails(['--chain', 'no-such-chain', '--base-path', join(folder, 'a'), ...LOCAL], /no-such-chain/));

  test('unreadable chain spec: not JSON', () => {
    const path = join(folder, 'broken.json');
    writeFileSync(path, '{ "name": "broken", ');
    return assertFails(['--chain', path, '--base-path', join(folder, 'b'), ...LOCAL], /pars|JSON|EOF/i);
  });

  test('unreadable chain spec: JSON of something else', () => {
    const path = join(folder, 'other.json');
    writeFileSync(path, '{ "hello": 1 }');
    return assertFails(['--chain', path, '--base-path', join(folder, 'b'), ...LOCAL], /missing field|unknown field|pars/i);
  });

  test('unreadable chain spec: a folder', () => {
    const path = join(folder, 'spec-folder.json');
    mkdirSync(path);
    return assertFails(['--chain', path, '--base-path', join(folder, 'b'), ...LOCAL], /directory|spec/i);
  });

  test('unknown flag', () => assertFails(['--no-such-flag'], /unexpected argument|--no-such-flag/));

  test('a validator without a node key', () =>
    assertFails(['--chain', 'local', '--validator', '--base-path', join(folder, 'c'), ...LOCAL], /key/i));

  test('a node key file that is not a key', () => {
    const path = join(folder, 'node-key');
    writeFileSync(path, 'not a key');
    return assertFails(['--chain', 'local', '--node-key-file', path, '--base-path', join(folder, 'd'), ...LOCAL], /key|secret/i);
  });

  test('a boot node of two identities', () => {
    const [one, other] = ['12D3KooWSHTeyUVU1VmTh2hnF2aqb8GL3xzFiviYtLpE9QBNYYSA',
      '12D3KooWQc3ZZ6w7WqCcdWbe8ZbTX8GWgG4kwRY7EVe9Fm8VGytD'].map((id) => `/ip4/127.0.0.1/tcp/1/p2p/${id}`);
    return assertFails(['--chain', 'local', '--bootnodes', one, '--bootnodes', other,
      '--base-path', join(folder, 'd'), ...LOCAL], /two different peer ids/);
  });

  test('a listen address of another transport', () =>
    assertFails(['--chain', 'local', '--base-path', join(folder, 'd'), ...LOCAL, '--listen-addr', '/memory/5'], /transport/));

  test('an RPC address that is not of this machine', () =>
    assertFails(['--chain', 'local', '--base-path', join(folder, 'd'), ...ALONE,
      '--experimental-rpc-endpoint', 'listen-addr=192.0.2.1:9944'], /cannot listen on 192\.0\.2\.1:9944/));

  test('a public RPC on a validator', () =>
    assertFails(['--chain', 'local', '--validator', '--rpc-external', '--unsafe-force-node-key-generation',
      '--base-path', join(folder, 'e'), ...LOCAL], /rpc-external/));

  test('a base path that is a file', () => {
    const path = join(folder, 'file');
    writeFileSync(path, 'x');
    return assertFails(['--dev', '--base-path', path, ...LOCAL], /directory|exists|I\/O|Os \{|base.?path/i);
  });
});

describe('data folders and ports', () => {
  let node;
  before(async () => { node = await startDevNode(); });
  after(() => node?.stop());

  test('a folder that another process holds', async () => {
    const result = await assertFails(['--dev', '--base-path', node.basePath, ...LOCAL], /in use|lock/i);
    assert.ok(!node.exit, `the first process ended too:\n${result.output}`);
  });

  test('a taken RPC port: another one is bound and logged', async () => {
    const second = new Node(['--dev'], { rpcPort: node.rpcPort });
    try {
      await second.start();
      assert.notEqual(second.rpcPort, node.rpcPort);
      const rpc = await Rpc.connect(second.ws);
      assert.equal(await rpc.request('system_name'), await rpc.request('system_name'));
      rpc.close();
      assert.ok(!second.panicked, second.tail());
    } finally {
      await second.stop();
    }
  });

  test('the folder of another chain', async () => {
    // The same chain id with another genesis: its data must not be taken for this chain's.
    const built = await runNode(['export-chain-spec', '--chain', 'dev', '--raw']);
    assert.equal(built.code, 0, built.output);
    const spec = JSON.parse(built.stdout);
    const basePath = join(folder, 'shared');
    const first = new Node(['--dev'], { basePath });
    await first.start();
    await first.stop();
    assert.deepEqual(first.exit, { code: 0, signal: null }, first.tail());
    assert.doesNotMatch(first.log, /Essential task|panicked/, 'a node that was asked to end speaks of a failure');
    spec.genesis.raw.top['0x6c6162736361706520746573742067656e65736973'] = '0x01';
    const path = join(folder, 'other-genesis.json');
    writeFileSync(path, JSON.stringify(spec));
    await assertFails(['--chain', path, '--alice', '--validator', '--unsafe-force-node-key-generation',
      '--base-path', basePath, ...LOCAL], /genesis/i);
  });

  test('a validator without session keys says so and does not author', async () => {
    const lone = new Node(['--chain', 'local', '--validator', '--unsafe-force-node-key-generation']);
    try {
      await lone.start();
      await lone.waitForLog(/session key|no .*keys|keystore/i, 20_000);
      const rpc = await Rpc.connect(lone.ws);
      assert.equal(await rpc.blockNumber(), 0);
      rpc.close();
      assert.ok(!lone.panicked, lone.tail());
    } finally {
      await lone.stop();
    }
  });

  test('doctor names what is missing, and is content with a running node', async () => {
    const empty = await runNode(['doctor', '--json', '--chain', 'local', '--base-path', join(folder, 'empty'),
      '--rpc-url', 'http://127.0.0.1:1']);
    assert.ok(!empty.panicked, empty.output);
    const keys = JSON.parse(empty.stdout).find((f) => f.check === 'keys');
    assert.equal(keys.health, 'warning');
    for (const name of ['babe', 'grandpa', 'authority discovery', 'scheduler']) assert.match(keys.found, new RegExp(name));
    assert.match(keys.advice, /validator init/);
    assert.match(empty.stdout, /no node answers/);
    assert.match(JSON.parse(empty.stdout).find((f) => f.check === 'runtime').found, /^labscape-\d+.* is compiled/);
    const hollow = join(folder, 'hollow.json');
    const spec = JSON.parse((await runNode(['export-chain-spec', '--chain', 'local', '--raw'])).stdout);
    spec.genesis.raw.top['0x3a636f6465'] = '0x0061736d01000000';
    writeFileSync(hollow, JSON.stringify(spec));
    const sick = await runNode(['doctor', '--json', '--chain', hollow, '--base-path', join(folder, 'empty'), '--rpc-url', 'http://127.0.0.1:1']);
    assert.notEqual(sick.code, 0, sick.output);
    assert.equal(JSON.parse(sick.stdout).find((f) => f.check === 'runtime').health, 'broken');

    const live = await runNode(['doctor', '--json', '--dev', '--base-path', node.basePath, '--rpc-url', `http://127.0.0.1:${node.rpcPort}`]);
    assert.equal(live.code, 0, live.output);
    const broken = JSON.parse(live.stdout).filter((f) => f.health === 'broken');
    assert.deepEqual(broken, []);
  });

  test('validator init refuses a bad owner and to replace keys', async () => {
    const basePath = join(folder, 'init');
    const init = ['validator', 'init', '--chain', 'local', '--base-path', basePath, '--owner'];
    await assertFails([...init, '5Nonsense'], /SS58/);
    const made = await runNode([...init, pair('//Eve').address]);
    assert.equal(made.code, 0, made.output);
    await assertFails([...init, pair('//Eve').address], /already.*--rotate/s);
  });
});

describe('RPC', () => {
  let node;
  let rpc;
  let chain;
  const alice = pair('//Alice');
  const nonceOf = (who) => rpc.request('system_accountNextIndex', [who.address]);
  const submit = (hex) => rpc.request('author_submitExtrinsic', [hex]);

  /** The request must be answered with an error of these codes. */
  const assertRpcError = async (promise, codes, text) => {
    const error = await promise.then(
      (value) => assert.fail(`accepted: ${JSON.stringify(value)}`),
      (e) => e,
    );
    assert.ok(error instanceof RpcError, `no RPC error but: ${error.message}`);
    assert.ok([codes].flat().includes(error.code), `code ${error.code}: ${error.message}`);
    if (text) assert.match(error.message, text);
    return error;
  };

  before(async () => {
    node = await startDevNode();
    rpc = await Rpc.connect(node.ws);
    chain = await Chain.fromNode(rpc);
    await rpc.until(async () => (await rpc.blockNumber()) >= 2, { what: 'two blocks' });
  });
  after(async () => {
    // All of the above must have left a node that works: it still makes and finalises blocks.
    const number = await rpc.finalizedNumber();
    await rpc.until(async () => (await rpc.finalizedNumber()) > number + 1, { what: 'finality after bad input' });
    const nonce = await nonceOf(alice);
    await submit(chain.sign(chain.transfer(freshAddress(), UBC), alice, { nonce }));
    await rpc.until(async () => (await nonceOf(alice)) > nonce, { what: 'a transfer after bad input' });
    assert.ok(!node.panicked, `panicked:\n${node.log}`);
    rpc.close();
    await node.stop();
  });

  test('not JSON', async () => {
    assert.equal((await rpc.raw('{ "jsonrpc": "2.0", ')).error.code, PARSE_ERROR);
  });

  test('JSON that is no request', async () => {
    assert.equal((await rpc.raw('{"jsonrpc":"2.0","id":"x"}')).error.code, INVALID_REQUEST);
    assert.equal((await rpc.raw('[]')).error.code, INVALID_REQUEST);
  });

  test('unknown method', () => assertRpcError(rpc.request('labscape_noSuchMethod'), METHOD_NOT_FOUND));

  test('parameters of the wrong type, number or length', async () => {
    await assertRpcError(rpc.request('chain_getBlock', [42]), INVALID_PARAMS);
    await assertRpcError(rpc.request('chain_getBlock', ['0x1234']), INVALID_PARAMS);
    await assertRpcError(rpc.request('state_getStorage', []), INVALID_PARAMS);
    await assertRpcError(rpc.request('state_getStorage', ['0x123x']), INVALID_PARAMS);
    await assertRpcError(rpc.request('author_submitExtrinsic', ['not hex']), INVALID_PARAMS);
    await assertRpcError(rpc.request('system_accountNextIndex', ['5Nonsense']), INVALID_PARAMS);
  });

  test('a request above the size limit', async () => {
    const other = await Rpc.connect(node.ws);
    const answer = await other.raw(JSON.stringify({ jsonrpc: '2.0', id: 'big', method: 'author_submitExtrinsic', params: [`0x${'00'.repeat(RPC_LIMIT_BYTES)}`] }));
    assert.ok(answer.closed || answer.error?.code === TOO_BIG_REQUEST, JSON.stringify(answer).slice(0, 200));
    other.close();
  });

  test('unsafe methods are not for everybody', async () => {
    // On loopback they are allowed; with the safe set, as on a public endpoint, they are refused.
    const strict = await startDevNode(['--rpc-methods', 'safe']);
    try {
      const outside = await Rpc.connect(strict.ws);
      await assert.rejects(outside.request('author_rotateKeys'), RpcError);
      await assert.rejects(outside.request('system_addReservedPeer', ['x']), RpcError);
      outside.close();
    } finally {
      await strict.stop();
    }
  });

  test('malformed SCALE as extrinsic', async () => {
    for (const bytes of ['0x', '0x00', '0xdeadbeef', '0x0484', `0x${'ff'.repeat(64)}`, u8aToHex(randomBytes(200))]) {
      await assertRpcError(submit(bytes), NO_EXTRINSIC);
    }
  });

  test('a valid extrinsic cut off at every tenth byte', async () => {
    const whole = hexToU8a(chain.sign(chain.transfer(freshAddress(), UBC), alice, { nonce: await nonceOf(alice) }));
    for (let length = 1; length < whole.length; length += 10) {
      await assertRpcError(submit(u8aToHex(whole.subarray(0, length))), NO_EXTRINSIC);
    }
  });

  test('malformed SCALE as argument of a runtime call', async () => {
    await assert.rejects(rpc.request('state_call', ['AccountNonceApi_account_nonce', '0x01']), RpcError);
    await assert.rejects(rpc.request('state_call', ['TransactionPaymentApi_query_info', '0xffffffff']), RpcError);
    await assert.rejects(rpc.request('state_call', ['RuntimeViewFunction_execute_view_function', '0x00']), RpcError);
    await assert.rejects(rpc.request('state_call', ['No_such_function', '0x']), RpcError);
  });

  test('a deeply nested call', async () => {
    // Batches within batches, far beyond what the decoder allows.
    let call = chain.remark(new Uint8Array());
    for (let depth = 0; depth < 600; depth++) call = chain.batchAll([call]);
    await assertRpcError(submit(chain.sign(call, alice, { nonce: await nonceOf(alice) })),
      NO_EXTRINSIC);
  });

  test('an extrinsic larger than a block', async () => {
    const call = chain.remark(new Uint8Array(6 << 20));
    await assertRpcError(submit(chain.sign(call, alice, { nonce: await nonceOf(alice) })),
      INVALID_TRANSACTION, /exhaust|limit/i);
  });

  test('a bad signature', async () => {
    const nonce = await nonceOf(alice);
    await assertRpcError(submit(chain.sign(chain.transfer(freshAddress(), UBC), alice, { nonce, spoil: true })),
      INVALID_TRANSACTION, /bad signature/i);
  });

  test('a signature over another genesis', async () => {
    const nonce = await nonceOf(alice);
    const genesis = u8aToHex(randomBytes(32));
    await assertRpcError(submit(chain.sign(chain.transfer(freshAddress(), UBC), alice, { nonce, genesis })),
      INVALID_TRANSACTION, /bad signature/i);
  });

  test('a signature over another spec or transaction version', async () => {
    const nonce = await nonceOf(alice);
    for (const lie of [{ specVersion: chain.specVersion + 1 }, { transactionVersion: chain.transactionVersion + 1 }]) {
      await assertRpcError(submit(chain.sign(chain.transfer(freshAddress(), UBC), alice, { nonce, ...lie })),
        INVALID_TRANSACTION, /bad signature/i);
    }
  });

  test('a nonce already used', async () => {
    const nonce = await nonceOf(alice);
    await submit(chain.sign(chain.remark(new Uint8Array([1])), alice, { nonce }));
    await rpc.until(async () => {
      const info = await rpc.request('state_call', ['AccountNonceApi_account_nonce', u8aToHex(alice.publicKey)]);
      return hexToU8a(info)[0] > nonce;
    }, { what: 'the first one in a block' });
    await assertRpcError(submit(chain.sign(chain.remark(new Uint8Array([2])), alice, { nonce })),
      INVALID_TRANSACTION, /outdated/i);
  });

  test('an era that is over', async () => {
    const period = 4;
    await rpc.until(async () => (await rpc.blockNumber()) > 2 * period, { what: 'enough blocks' });
    const eraHash = await rpc.request('chain_getBlockHash', [1]);
    const options = { nonce: await nonceOf(alice), era: mortalEra(1, period), eraHash };
    // The chain reads the era as a recent one, whose first block has another hash.
    await assertRpcError(submit(chain.sign(chain.transfer(freshAddress(), UBC), alice, options)),
      INVALID_TRANSACTION, /bad signature|birth block|outdated/i);
  });

  test('an account that cannot pay', async () => {
    const poor = pair(`//poor//${Date.now()}`);
    await assertRpcError(submit(chain.sign(chain.transfer(freshAddress(), UBC), poor, { nonce: 0 })),
      INVALID_TRANSACTION, /pay/i);
  });

  test('a call that nothing authorises', async () => {
    await assertRpcError(submit(chain.oracle.general(u8aToHex(chain.remark(new Uint8Array())))), NO_EXTRINSIC);
  });

  test('the same extrinsic twice', async () => {
    const hex = chain.sign(chain.remark(randomBytes(8)), alice, { nonce: (await nonceOf(alice)) + 50 });
    await submit(hex);
    await assert.rejects(submit(hex), (e) => e instanceof RpcError && /already/i.test(e.message));
  });

  test('chainHead calls with a made-up subscription', async () => {
    await assertRpcError(rpc.request('chainHead_v1_unpin', ['nonsense', '0x00']), INVALID_PARAMS).catch(async () => {
      // The specification lets unknown subscriptions be ignored.
      assert.equal(await rpc.request('chainHead_v1_unfollow', ['nonsense']), null);
    });
  });
});
