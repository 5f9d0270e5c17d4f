/** Tokens, factory, vesting and burning with `@polkadot/api`. */
import { ApiPromise, WsProvider } from '@polkadot/api';
import { compactToU8a, hexToU8a, stringCamelCase, u8aConcat, u8aToHex } from '@polkadot/util';
import { declareEconomy, rewrite } from '../lib/economy.mjs';

let api;

const rules = {
  onVariant: (type, value) => ({ [type]: value ?? null }),
  onBytes: (bytes) => u8aToHex(bytes),
};
const plain = (args) => rewrite(args, rules);
const palletOf = (name) => api.runtimeMetadata.asLatest.pallets.find((p) => p.name.toString() === name);
const snake = (name) => name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);
const toEvent = ({ event }) => ({
  pallet: api.runtimeMetadata.asLatest.pallets.find((p) => p.index.toNumber() === event.index[0]).name.toString(),
  name: event.method,
  field: (name, raw) => {
    const value = event.data[event.data.names.findIndex((n) => snake(n) === name)];
    return raw ? value : value.toString();
  },
});

/** A decoded value without the library's types: numbers as text, options as value or undefined. */
function simple(codec) {
  const json = codec.toJSON();
  const walk = (value) => {
    if (value === null) return undefined;
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([k, v]) => [snake(k), walk(v)]));
    return value;
  };
  return walk(json);
}

const client = {
  name: '@polkadot/api',
  async connect(ws) {
    api = await ApiPromise.create({ provider: new WsProvider(ws), noInitWarn: true, throwOnConnect: true });
  },
  close: async () => api?.disconnect(),

  tx: (pallet, call, args) => api.tx[stringCamelCase(pallet)][stringCamelCase(call)](...Object.values(plain(args))),
  sudo: (tx) => api.tx.sudo.sudo(tx),
  resultOk: (value) => value.isOk,

  inBlock: (tx, signer, nonce) =>
    new Promise((resolve, reject) => {
      let stop;
      tx.signAndSend(signer, { nonce, era: 64 }, (result) => {
        if (result.isError) return reject(new Error(`${tx.method.section}.${tx.method.method}: status ${result.status.type}`));
        if (!result.status.isInBlock) return undefined;
        const { dispatchError } = result;
        const known = dispatchError?.isModule && api.registry.findMetaError(dispatchError.asModule);
        const error = known ? `${known.section}.${known.name}` : dispatchError?.toString();
        stop?.();
        return resolve({ ok: !dispatchError, error, events: result.events.map(toEvent) });
      }).then((unsubscribe) => { stop = unsubscribe; }, reject);
    }),

  /** This version has no `api.view`: the query id is taken from the metadata and called by hand. */
  async view(pallet, name, args) {
    const view = palletOf(pallet).viewFunctions.find((v) => v.name.toString() === name);
    const values = plain(args);
    const input = u8aConcat(...view.inputs.map((field) =>
      api.registry.createType(api.registry.createLookupType(field.type), values[field.name.toString()]).toU8a()));
    const query = u8aConcat(view.id.toU8a(), compactToU8a(input.length), input);
    const answer = hexToU8a((await api.rpc.state.call('RuntimeViewFunction_execute_view_function', u8aToHex(query))).toHex());
    if (answer[0] !== 0) throw new Error(`${pallet}.${name}: the runtime does not know it`);
    const output = api.registry.createType('Bytes', answer.subarray(1));
    return simple(api.registry.createType(api.registry.createLookupType(view.output), output.toU8a(true)));
  },
};

declareEconomy(client);
