/** The flows with `polkadot-api` (PAPI), typed by descriptors generated from the built Wasm. */
import { decAnyMetadata, unifyMetadata } from '@polkadot-api/substrate-bindings';
import { getExtrinsicDecoder } from '@polkadot-api/tx-utils';
import { hexToU8a, u8aToHex } from '@polkadot/util';
import { decodeAddress } from '@polkadot/util-crypto';
import { createClient, Enum } from 'polkadot-api';
import { getPolkadotSigner } from 'polkadot-api/signer';
import { getWsProvider } from 'polkadot-api/ws';
import { WebSocket } from 'ws';
import { loadDescriptors } from '../lib/descriptors.mjs';
import { declareFlows } from '../lib/flows.mjs';

let papi;
let api;
let decoder;

const signerOf = (pair) => getPolkadotSigner(pair.publicKey, 'Sr25519', (input) => pair.sign(input));
const byPublicKey = (x, y) => (u8aToHex(decodeAddress(x)) < u8aToHex(decodeAddress(y)) ? -1 : 1);
const toEvent = ({ type, value }) => ({
  pallet: type,
  name: value.type,
  field: (name, raw) => (raw ? value.value[name] : String(value.value[name])),
});

const client = {
  name: 'PAPI',

  async connect(ws) {
    // Node 20 has no WebSocket of its own.
    papi = createClient(getWsProvider(ws, { websocketClass: WebSocket }));
    api = papi.getTypedApi(await loadDescriptors());
    const { hash } = await papi.getFinalizedBlock();
    decoder = getExtrinsicDecoder(await papi.getMetadata(hash));
    // The descriptors come from the same Wasm as the chain: every call must be compatible.
    const { compat } = await api.getStaticApis();
    if (!compat.tx.Balances.transfer_keep_alive.isCompatible()) throw new Error('descriptors do not fit the chain');
  },
  close: async () => papi?.destroy(),

  properties: async () => (await papi.getChainSpecData()).properties,
  async metadata() {
    const raw = await papi.getMetadata((await papi.getFinalizedBlock()).hash);
    return { pallets: unifyMetadata(decAnyMetadata(raw)).pallets.map((p) => p.name) };
  },
  free: async (address) => (await api.query.System.Account.getValue(address)).data.free,

  watchNumbers: (count) =>
    new Promise((resolve, reject) => {
      const numbers = [];
      const watching = api.query.System.Number.watchValue({ at: 'best' }).subscribe({
        next: ({ value }) => {
          numbers.push(value);
          if (numbers.length === count) {
            queueMicrotask(() => watching.unsubscribe());
            resolve(numbers);
          }
        },
        error: reject,
      });
    }),

  calls: {
    transfer: (dest, amount) => api.tx.Balances.transfer_keep_alive({ dest: Enum('Id', dest), value: amount }),
    batchAll: (calls) => api.tx.Utility.batch_all({ calls: calls.map((c) => c.decodedCall) }),
    remark: (hex) => api.tx.System.remark({ remark: hexToU8a(hex) }),
    asMulti: (threshold, others, timepoint, call) =>
      api.tx.Multisig.as_multi({
        threshold,
        other_signatories: [...others].sort(byPublicKey),
        maybe_timepoint: timepoint ?? undefined,
        call: call.decodedCall,
        max_weight: { ref_time: 2_000_000_000n, proof_size: 100_000n },
      }),
    addProxy: (delegate, type) =>
      api.tx.Proxy.add_proxy({ delegate: Enum('Id', delegate), proxy_type: Enum(type), delay: 0 }),
    removeProxy: (delegate, type) =>
      api.tx.Proxy.remove_proxy({ delegate: Enum('Id', delegate), proxy_type: Enum(type), delay: 0 }),
    proxy: (real, call) =>
      api.tx.Proxy.proxy({ real: Enum('Id', real), force_proxy_type: undefined, call: call.decodedCall }),
  },
  encode: async (call) => u8aToHex(await call.getEncodedData()),
  fee: (call, address) => call.getEstimatedFees(address),

  async send(call, pair, { period = 64 } = {}) {
    const mortality = period ? { mortal: true, period } : { mortal: false };
    const sent = await call.signAndSubmit(signerOf(pair), { mortality });
    return {
      hash: sent.block.hash, number: sent.block.number, index: sent.block.index,
      ok: sent.ok, error: JSON.stringify(sent.dispatchError), events: sent.events.map((e) => toEvent(e.event ?? e)),
    };
  },
  resultOk: (value) => value.success,

  nonce: (address) => api.apis.AccountNonceApi.account_nonce(address),
  isSuperset: (left, right) => api.view.Proxy.is_superset(Enum(left), Enum(right)),

  body: async (hash) => (await papi.getBlockBody(hash)).map((bytes) => u8aToHex(bytes)),
  async decode(hex) {
    const { call } = decoder(hexToU8a(hex));
    return { pallet: call.type, call: call.value.type };
  },
};

declareFlows(client, { first: '//Charlie', second: '//Dave' });
