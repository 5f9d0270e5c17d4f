/** The `labscape_` namespace: what a node says of labscapes and jobs, and what it refuses. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { pair } from '../lib/accounts.mjs';
import { connectApi, sendFinal } from '../lib/api.mjs';
import { startDevNode } from '../lib/node.mjs';
import { Rpc } from '../lib/rpc.mjs';
import { jobCall, programOf, providerCalls } from '../lib/work.mjs';

const NO_SUCH_JOB = 7001;
const IMPOSSIBLE = 7003;
const INVALID_PARAMS = -32602;
const HOME = 42;
const UNITS = 256;
const provider = pair('//Eve');
const requester = pair('//Ferdie');
const small = { units: 4, cpuMilli: 1000, memoryMib: 512 };

const refused = (promise, code) => assert.rejects(promise, (error) => {
  assert.equal(error.code, code, error.message);
  return true;
});

describe('labscape_ RPC', () => {
  let node;
  let rpc;
  let api;
  let program;

  before(async () => {
    node = await startDevNode();
    rpc = await Rpc.connect(node.ws);
    api = await connectApi(node.ws);
    const calls = providerCalls(api, { labscapes: [HOME], units: UNITS, hotKey: () => pair('//hot//42').address });
    program = programOf(await sendFinal(api, api.tx.utility.batchAll(calls), provider));
  });
  after(async () => {
    rpc?.close();
    await api?.disconnect();
    await node?.stop();
    assert.ok(!node?.panicked, node?.tail());
  });

  test('utilisation shows all labscapes in one answer', async () => {
    const all = await rpc.request('labscape_utilisation');
    assert.equal(all.length, 256);
    assert.deepEqual([all[HOME].labscape, all[HOME].nodes, all[HOME].units], [HOME, 1, UNITS]);
  });

  test('a dry run says where a request fits and at what price, and reserves nothing', async () => {
    const [offer, ...others] = await rpc.request('labscape_dryRun', [{ ...small, gang: 2, labscape: HOME }]);
    assert.equal(others.length, 0);
    assert.deepEqual([offer.labscape, offer.fits, offer.seats.length], [HOME, true, 2]);
    assert.ok(BigInt(offer.price) > 0n);
    const [large] = await rpc.request('labscape_dryRun', [{ ...small, units: UNITS + 1, labscape: HOME }]);
    assert.deepEqual([large.fits, large.seats], [false, []]);
    const [gpu] = await rpc.request('labscape_dryRun', [{ ...small, gpu: { whole: 1 }, gpuModels: ['T4'], labscape: HOME }]);
    assert.equal(gpu.fits, false, 'the node has no GPU');
    assert.deepEqual(await rpc.request('labscape_dryRun', [{ ...small, labscape: 43 }]), [], 'no nodes there');
    assert.equal((await rpc.request('labscape_unitMap', [HOME])).leasedUnits, 0);
  });

  test('a dry run that can never fit is refused by name', async () => {
    for (const request of [{ ...small, units: 0 }, { ...small, gang: 0 }, { ...small, units: 4097 }, { ...small, gpu: { whole: 1 }, gpuModels: ['T5'] }]) {
      await refused(rpc.request('labscape_dryRun', [request]), IMPOSSIBLE);
    }
    for (const params of [[], [{}], [{ ...small, unit: 1 }], [{ ...small, units: -1 }], [{ ...small, labscape: 256 }], ['all']]) {
      await refused(rpc.request('labscape_dryRun', params), INVALID_PARAMS);
    }
  });

  test('a job is followed from the queue to its lease', async () => {
    const job = Number(await api.query.resources.nextJob());
    await refused(rpc.request('labscape_jobStatus', [job]), NO_SUCH_JOB);
    await refused(rpc.request('labscape_subscribeJob', [job]), NO_SUCH_JOB);
    const call = jobCall(api, { program, labscape: HOME, block: await rpc.blockNumber() });
    const sent = await sendFinal(api, call, requester);
    assert.ok(sent.events.some(({ event }) => event.method === 'JobSubmitted'));
    const queued = await rpc.request('labscape_jobStatus', [job, sent.status.asFinalized.toHex()]);
    assert.deepEqual([queued.state, queued.items, queued.queued, queued.leased], ['open', 16, 16, 0]);
    assert.deepEqual(queued.waiting.map(({ labscape, position, items }) => [labscape, position, items]), [[HOME, 0, 16]]);
    const leased = await rpc.until(async () => {
      const status = await rpc.request('labscape_jobStatus', [job]);
      return status.leased === 16 && status;
    }, { what: 'a lease' });
    assert.deepEqual(leased.waiting, []);
    const map = await rpc.request('labscape_unitMap', [HOME]);
    assert.deepEqual([map.leasedUnits, map.leased], [4, [[0, 4]]]);
    assert.deepEqual(map.nodes.map(({ firstSlot, units, draining }) => [firstSlot, units, draining]), [[0, UNITS, false]]);
    const leases = await rpc.request('labscape_nodeLeases', [map.nodes[0].node]);
    assert.deepEqual(leases.map((lease) => [lease.job, lease.labscape, lease.items]), [[job, HOME, 16]]);
    const followed = await new Promise((resolve, reject) => {
      rpc.subscribe('labscape_subscribeJob', [job], resolve).catch(reject);
    });
    assert.deepEqual([followed.job, followed.leased], [job, 16]);
  });

  test('the leaders of a round are named', async () => {
    const leaders = await rpc.request('labscape_leaders', [7, HOME]);
    assert.deepEqual(leaders, [`0x${Buffer.from(pair('//Alice').publicKey).toString('hex')}`]);
    await refused(rpc.request('labscape_leaders', [7, 256]), INVALID_PARAMS);
  });
});
