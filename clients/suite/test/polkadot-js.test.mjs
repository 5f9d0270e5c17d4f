/** The flows with `@polkadot/api`. */
import { ApiPromise, WsProvider } from '@polkadot/api';
import { compactToU8a, hexToU8a, u8aConcat, u8aToHex } from '@polkadot/util';
import { declareFlows } from '../lib/flows.mjs';

let api;

const palletName = (index) =>
  api.runtimeMetadata.asLatest.pallets.find((p) => p.index.toNumber() === index).name.toString();
const snake = (name) => name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);
const toEvent = ({ event }) => ({
  pallet: palletName(event.index[0]),
  name: event.method,
  field: (name, raw) => {
    const value = event.data[event.data.names.findIndex((n) => snake(n) === name)];
    return raw ? value : value.toString();
  },
});

const client = {
  name: '@polkadot/api',

  async connect(ws) {
    api = await ApiPromise.create({ provider: new WsProvider(ws), noInitWarn: true, throwOnConnect: true });
  },
  close: async () => api?.disconnect(),

  async properties() {
    const { tokenSymbol, tokenDecimals, ss58Format } = api.registry.getChainProperties();
    return {
      tokenSymbol: tokenSymbol.unwrap()[0].toString(),
      tokenDecimals: tokenDecimals.unwrap()[0].toNumber(),
      ss58Format: ss58Format.unwrap().toNumber(),
    };
  },
  metadata: async () => ({ pallets: api.runtimeMetadata.asLatest.pallets.map((p) => p.name.toString()) }),
  free: async (address) => (await api.query.system.account(address)).data.free.toBigInt(),

  watchNumbers: (count) =>
    new Promise((resolve, reject) => {
      const numbers = [];
      const stop = api.query.system.number((number) => {
        numbers.push(number.toNumber());
        if (numbers.length === count) stop.then((unsubscribe) => { unsubscribe(); resolve(numbers); });
      });
      stop.catch(reject);
    }),

  calls: {
    transfer: (dest, amount) => api.tx.balances.transferKeepAlive(dest, amount),
    batchAll: (calls) => api.tx.utility.batchAll(calls),
    remark: (hex) => api.tx.system.remark(hex),
    asMulti: (threshold, others, timepoint, call) =>
      api.tx.multisig.asMulti(threshold, [...others].sort(compareAddresses), timepoint, call, {
        refTime: 2_000_000_000n, proofSize: 100_000n,
      }),
    addProxy: (delegate, type) => api.tx.proxy.addProxy(delegate, type, 0),
    removeProxy: (delegate, type) => api.tx.proxy.removeProxy(delegate, type, 0),
    proxy: (real, call) => api.tx.proxy.proxy(real, null, call),
  },
  encode: async (call) => call.method.toHex(),
  fee: async (call, address) => (await call.paymentInfo(address)).partialFee.toBigInt(),

  send: (call, signer, { period = 64 } = {}) =>
    new Promise((resolve, reject) => {
      call.signAndSend(signer, { era: period, nonce: -1 }, async (result) => {
        if (result.isError) return reject(new Error(`status ${result.status.type}`));
        if (!result.status.isFinalized) return undefined;
        const hash = result.status.asFinalized.toHex();
        const header = await api.rpc.chain.getHeader(hash);
        const error = result.dispatchError?.isModule
          ? Object.values(api.registry.findMetaError(result.dispatchError.asModule)).slice(0, 3).join('.')
          : result.dispatchError?.toString();
        return resolve({
          hash, number: header.number.toNumber(), index: result.txIndex,
          ok: !result.dispatchError, error, events: result.events.map(toEvent),
        });
      }).catch(reject);
    }),
  resultOk: (value) => value.isOk,

  nonce: async (address) => (await api.call.accountNonceApi.accountNonce(address)).toNumber(),

  /** This version has no `api.view`: the query id is taken from the metadata and called by hand. */
  async isSuperset(left, right) {
    const pallet = api.runtimeMetadata.asLatest.pallets.find((p) => p.name.toString() === 'Proxy');
    const view = pallet.viewFunctions.find((v) => v.name.toString() === 'is_superset');
    const args = view.inputs.map((input, i) =>
      api.registry.createType(api.registry.createLookupType(input.type), [left, right][i]).toU8a());
    const input = u8aConcat(...args);
    const bytes = u8aConcat(view.id.toU8a(), compactToU8a(input.length), input);
    const answer = await api.rpc.state.call('RuntimeViewFunction_execute_view_function', u8aToHex(bytes));
    // Ok(Vec<u8>) around one SCALE boolean.
    const [tag, length, value] = hexToU8a(answer.toHex());
    if (tag !== 0 || length !== 4) throw new Error(`unexpected answer ${answer.toHex()}`);
    return value === 1;
  },

  body: async (hash) => (await api.rpc.chain.getBlock(hash)).block.extrinsics.map((x) => x.toHex()),
  async decode(hex) {
    const extrinsic = api.registry.createType('Extrinsic', hex);
    const { callIndex, meta } = extrinsic.method;
    const note = extrinsic.toHex() === hex ? '' : 'decodes, but does not encode back to the same bytes';
    return { pallet: palletName(callIndex[0]), call: meta.name.toString(), note };
  },
};

/** Order of the raw public keys, as the multisig pallet requires. */
function compareAddresses(x, y) {
  const [left, right] = [x, y].map((address) => api.registry.createType('AccountId', address).toHex());
  return left < right ? -1 : 1;
}

declareFlows(client, { first: '//Alice', second: '//Bob' });
