/** The flows with `dedot`. */
import { u8aToHex } from '@polkadot/util';
import { decodeAddress } from '@polkadot/util-crypto';
import { DedotClient, WsProvider } from 'dedot';
import { declareFlows } from '../lib/flows.mjs';

let api;

const byPublicKey = (x, y) => (u8aToHex(decodeAddress(x)) < u8aToHex(decodeAddress(y)) ? -1 : 1);
const camel = (name) => name.replace(/_(.)/g, (_, c) => c.toUpperCase());
const toEvent = ({ event }) => ({
  pallet: event.pallet,
  name: event.palletEvent?.name ?? event.palletEvent,
  field: (name, raw) => {
    const value = event.palletEvent.data[camel(name)];
    return raw ? value : String(value);
  },
});

const client = {
  name: 'dedot',

  async connect(ws) {
    api = await DedotClient.new(new WsProvider(ws));
    if (api.rpcVersion !== 'v2') throw new Error(`fell back to ${api.rpcVersion} RPC`);
  },
  close: async () => api?.disconnect(),

  properties: () => api.chainSpec.properties(),
  metadata: async () => ({ pallets: api.metadata.latest.pallets.map((p) => p.name) }),
  free: async (address) => (await api.query.system.account(address)).data.free,

  watchNumbers: (count) =>
    new Promise((resolve, reject) => {
      const numbers = [];
      const stop = api.query.system.number((number) => {
        numbers.push(number);
        if (numbers.length === count) stop.then((unsubscribe) => { unsubscribe(); resolve(numbers); });
      });
      stop.catch(reject);
    }),

  calls: {
    transfer: (dest, amount) => api.tx.balances.transferKeepAlive(dest, amount),
    batchAll: (calls) => api.tx.utility.batchAll(calls.map((c) => c.call)),
    remark: (hex) => api.tx.system.remark(hex),
    asMulti: (threshold, others, timepoint, call) =>
      api.tx.multisig.asMulti(threshold, [...others].sort(byPublicKey), timepoint ?? undefined, call.call, {
        refTime: 2_000_000_000n, proofSize: 100_000n,
      }),
    addProxy: (delegate, type) => api.tx.proxy.addProxy(delegate, type, 0),
    removeProxy: (delegate, type) => api.tx.proxy.removeProxy(delegate, type, 0),
    proxy: (real, call) => api.tx.proxy.proxy(real, undefined, call.call),
  },
  encode: async (call) => call.callHex,
  fee: async (call, address) => (await call.paymentInfo(address)).partialFee,

  async send(call, pair, { period = 64 } = {}) {
    const mortality = period ? { type: 'Mortal', period } : { type: 'Immortal' };
    const sent = await call.signAndSend(pair, { mortality }).untilFinalized();
    const { blockHash, blockNumber, txIndex } = sent.status.value;
    return {
      hash: blockHash, number: blockNumber, index: txIndex,
      ok: !sent.dispatchError, error: JSON.stringify(sent.dispatchError), events: sent.events.map(toEvent),
    };
  },
  resultOk: (value) => value.isOk,

  nonce: (address) => api.call.accountNonceApi.accountNonce(address),
  isSuperset: (left, right) => api.view.proxy.isSuperset(left, right),

  body: (hash) => api.block.body(hash),
  async decode(hex) {
    const { call } = api.registry.$Extrinsic.tryDecode(hex);
    return { pallet: call.pallet, call: call.palletCall?.name ?? call.palletCall };
  },
};

declareFlows(client, { first: '//Eve', second: '//Ferdie' });
