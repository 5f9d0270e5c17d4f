/**
 * The flows every client library must master, written once. A library takes part through an
 * adapter of a dozen methods (see `test/papi.test.mjs` for the shortest); what happened on chain
 * is checked here, over a plain JSON-RPC connection and by reading the extrinsics' bytes by hand.
 *
 * Adapter: `name`, `connect(ws)`, `close()`, `properties()`, `metadata()`, `free(address)`,
 * `watchNumbers(count)`, `calls` (transfer, batchAll, asMulti, addProxy, removeProxy, proxy,
 * remark), `encode(call)`, `fee(call, address)`, `send(call, pair, { period })`, `resultOk(value)`,
 * `nonce(address)`, `isSuperset(a, b)`, `body(hash)`, `decode(hex)`.
 *
 * `send` resolves at finality to `{ hash, number, index, ok, error, events }`, its events being
 * `{ pallet, name, field(name) }`.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { freshAddress, multisigAddress, pair, UBC } from './accounts.mjs';
import { startDevNode } from './node.mjs';
import { Oracle, V4_SIGNED, V5_BARE, V5_GENERAL } from './oracle.mjs';
import { record } from './report.mjs';
import { Rpc } from './rpc.mjs';

const TOKEN = { tokenSymbol: 'UBC', tokenDecimals: 12, ss58Format: 42 };
const MAX_DECODED_BLOCKS = 100;
const ERA_PERIOD = 32;

/** Libraries write `transfer_keep_alive` in three ways. */
const spelling = ({ pallet, call }) => `${pallet}.${call}`.replaceAll('_', '').toLowerCase();

/** A capability the library itself does not offer, as against a failed test. */
export class Lacks extends Error {}

/**
 * Declare the flows of one client.
 *
 * @param {object} client the adapter
 * @param {{ first: string, second: string }} uris two funded accounts that no other client uses
 */
export function declareFlows(client, { first, second }) {
  const a = pair(first);
  const b = pair(second);
  const ctx = {};

  before(async () => {
    if (!process.env.LABSCAPE_WS) ctx.node = await startDevNode();
    ctx.ws = process.env.LABSCAPE_WS ?? ctx.node.ws;
    ctx.rpc = await Rpc.connect(ctx.ws);
    ctx.oracle = await Oracle.fromNode(ctx.rpc);
    await ctx.rpc.until(async () => (await ctx.rpc.finalizedNumber()) >= 1, { what: 'a finalised block' });
    ctx.start = await ctx.rpc.finalizedNumber();
  });
  after(async () => {
    await client.close();
    ctx.rpc?.close();
    await ctx.node?.stop();
  });

  const flow = (name, run) =>
    test(`${client.name}: ${name}`, async (t) => {
      try {
        const note = await run(t);
        record(client.name, name, 'yes', typeof note === 'string' ? note : '');
      } catch (error) {
        record(client.name, name, error instanceof Lacks ? 'lacks' : 'no', error.message.split('\n')[0]);
        if (error instanceof Lacks) return t.diagnostic(`not offered by the library: ${error.message}`);
        throw error;
      }
    });

  /** Send, require success, and check against the node that the block really is final. */
  const send = async (call, signer, options) => {
    const sent = await client.send(call, signer, options);
    assert.ok(sent.ok, `dispatch failed: ${sent.error}`);
    assert.equal(await ctx.rpc.request('chain_getBlockHash', [sent.number]), sent.hash);
    assert.ok((await ctx.rpc.finalizedNumber()) >= sent.number, 'block reported final is not');
    const { block } = await ctx.rpc.request('chain_getBlock', [sent.hash]);
    sent.bytes = block.extrinsics[sent.index];
    assert.equal(ctx.oracle.split(sent.bytes).kind, V4_SIGNED);
    return sent;
  };
  const event = (sent, pallet, name) => {
    const found = sent.events.filter((e) => e.pallet === pallet && e.name === name);
    assert.ok(found.length, `no ${pallet}.${name} among ${sent.events.map((e) => `${e.pallet}.${e.name}`)}`);
    return found;
  };

  flow('connect', () => client.connect(ctx.ws));

  flow('properties and metadata', async () => {
    assert.deepEqual(await client.properties(), TOKEN);
    const { pallets } = await client.metadata();
    const named = new Set([...ctx.oracle.calls.values()].map((c) => c.pallet));
    for (const name of named) assert.ok(pallets.includes(name), `${name} missing from the metadata`);
  });

  flow('query storage', async () => {
    assert.ok((await client.free(a.address)) > 100n * UBC, 'development account is not funded');
    assert.equal(await client.free(freshAddress()), 0n);
  });

  flow('subscribe', async () => {
    const numbers = await client.watchNumbers(3);
    assert.equal(numbers.length, 3);
    for (let i = 1; i < numbers.length; i++) assert.ok(numbers[i] > numbers[i - 1], `${numbers}`);
  });

  flow('fee estimate', async () => {
    const dest = freshAddress();
    const fee = await client.fee(client.calls.transfer(dest, UBC), a.address);
    const larger = await client.fee(client.calls.remark(`0x${'00'.repeat(4096)}`), a.address);
    assert.ok(fee > 0n && fee < UBC, `fee of ${fee}`);
    assert.ok(larger > fee, 'four KiB cost no more than a transfer');
    ctx.estimate = fee;
  });

  flow('transfer to finality, with events', async () => {
    const dest = freshAddress();
    const before = await client.free(a.address);
    const sent = await send(client.calls.transfer(dest, 5n * UBC), a, { period: 0 });
    assert.equal(ctx.oracle.split(sent.bytes).era, '0x00', 'asked for an immortal transaction');
    const [moved] = event(sent, 'Balances', 'Transfer');
    assert.equal(BigInt(moved.field('amount')), 5n * UBC);
    const [paid] = event(sent, 'TransactionPayment', 'TransactionFeePaid');
    const fee = BigInt(paid.field('actual_fee'));
    assert.equal(await client.free(dest), 5n * UBC);
    assert.equal(await client.free(a.address), before - 5n * UBC - fee);
    const off = fee > ctx.estimate ? fee - ctx.estimate : ctx.estimate - fee;
    assert.ok(off * 20n <= fee, `estimated ${ctx.estimate}, paid ${fee}`);
    event(sent, 'System', 'ExtrinsicSuccess');
  });

  // Two of three; the batch gives it funds.
  const third = freshAddress();
  const multisig = multisigAddress([a.address, b.address, third], 2);

  flow('batch', async () => {
    const dests = [freshAddress(), freshAddress(), multisig];
    const sent = await send(client.calls.batchAll(dests.map((d) => client.calls.transfer(d, 2n * UBC))), a);
    assert.equal(event(sent, 'Utility', 'ItemCompleted').length, dests.length);
    event(sent, 'Utility', 'BatchCompleted');
    for (const dest of dests) assert.equal(await client.free(dest), 2n * UBC);
  });

  flow('multisig', async () => {
    const dest = freshAddress();
    const inner = client.calls.transfer(dest, UBC);
    const others = (own) => [a.address, b.address, third].filter((x) => x !== own);
    const opened = await send(client.calls.asMulti(2, others(a.address), null, inner), a);
    event(opened, 'Multisig', 'NewMultisig');
    assert.equal(await client.free(dest), 0n, 'executed with one approval');
    const timepoint = { height: opened.number, index: opened.index };
    const closed = await send(client.calls.asMulti(2, others(b.address), timepoint, inner), b);
    const [executed] = event(closed, 'Multisig', 'MultisigExecuted');
    assert.ok(client.resultOk(executed.field('result', true)), 'inner call failed');
    assert.equal(await client.free(dest), UBC);
  });

  flow('proxy', async () => {
    await send(client.calls.addProxy(b.address, 'NonTransfer'), a);
    const allowed = await send(client.calls.proxy(a.address, client.calls.remark('0x01')), b);
    assert.ok(client.resultOk(event(allowed, 'Proxy', 'ProxyExecuted')[0].field('result', true)));
    const dest = freshAddress();
    const refused = await send(client.calls.proxy(a.address, client.calls.transfer(dest, UBC)), b);
    assert.ok(!client.resultOk(event(refused, 'Proxy', 'ProxyExecuted')[0].field('result', true)));
    assert.equal(await client.free(dest), 0n, 'a proxy without transfers transferred');
    await send(client.calls.removeProxy(b.address, 'NonTransfer'), a);
  });

  flow('mortal era', async () => {
    const sent = await send(client.calls.remark('0x02'), a, { period: ERA_PERIOD });
    const { era } = ctx.oracle.split(sent.bytes);
    const low = Number.parseInt(era.slice(2, 4), 16);
    assert.equal(2 ** ((low & 15) + 1), ERA_PERIOD, `era ${era}`);
  });

  flow('runtime API call', async () => {
    const nonce = await client.nonce(a.address);
    assert.ok(nonce > 0);
    assert.equal(nonce, await ctx.rpc.request('system_accountNextIndex', [a.address]));
  });

  flow('view function', async () => {
    assert.equal(await client.isSuperset('Any', 'NonTransfer'), true);
    assert.equal(await client.isSuperset('NonTransfer', 'Any'), false);
  });

  // Blocks of this run, in which all clients were at work; the bytes are the node's own.
  const seen = { [V5_BARE]: [], [V4_SIGNED]: [], [V5_GENERAL]: [] };
  flow('decode a range of blocks', async () => {
    const last = await ctx.rpc.finalizedNumber();
    const from = Math.max(1, ctx.start, last - MAX_DECODED_BLOCKS);
    let count = 0;
    for (let number = from; number <= last; number++) {
      const hash = await ctx.rpc.request('chain_getBlockHash', [number]);
      const { block } = await ctx.rpc.request('chain_getBlock', [hash]);
      for (const hex of block.extrinsics) {
        const expected = ctx.oracle.split(hex);
        (seen[expected.kind] ??= []).push({ hex, expected });
        count += 1;
      }
    }
    assert.ok(count > 20, `only ${count} extrinsics`);
    const latest = await ctx.rpc.request('chain_getBlockHash', [last]);
    const { block } = await ctx.rpc.request('chain_getBlock', [latest]);
    assert.deepEqual(await client.body(latest), block.extrinsics, 'the client reads another body');
    return `${last - from + 1} blocks, ${count} extrinsics`;
  });

  const decodes = (kind, list) =>
    flow(`decode ${kind}`, async () => {
      const all = await list();
      assert.ok(all.length, `no ${kind} extrinsic in the range`);
      const notes = new Set();
      for (const { hex, expected } of all) {
        let got;
        try {
          got = await client.decode(hex);
        } catch (error) {
          throw new Lacks(`cannot decode ${expected.pallet}.${expected.call}: ${error.message}`);
        }
        assert.equal(spelling(got), spelling(expected));
        if (got.note) notes.add(got.note);
      }
      return [`${all.length} compared`, ...notes].join('; ');
    });

  decodes(V5_BARE, () => seen[V5_BARE]);
  decodes(V4_SIGNED, () => seen[V4_SIGNED]);
  // On a quiet chain nobody submits authorised calls, so one well-formed general extrinsic is
  // built from the metadata and stands beside those that blocks may hold.
  decodes(V5_GENERAL, async () => {
    const hex = ctx.oracle.general(await client.encode(client.calls.remark('0x1234')));
    return [...seen[V5_GENERAL], { hex, expected: ctx.oracle.split(hex) }];
  });

  return ctx;
}
