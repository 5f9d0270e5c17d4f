/** Tokens, factory, vesting and burning with `polkadot-api` (PAPI). */
import { u8aToHex } from '@polkadot/util';
import { createClient, Enum } from 'polkadot-api';
import { getPolkadotSigner } from 'polkadot-api/signer';
import { getWsProvider } from 'polkadot-api/ws';
import { WebSocket } from 'ws';
import { loadDescriptors } from '../lib/descriptors.mjs';
import { declareEconomy, rewrite } from '../lib/economy.mjs';

let papi;
let api;

const rules = {
  onVariant: (type, value) => Enum(type, value),
  onBytes: (bytes, isFixed) => (isFixed ? u8aToHex(bytes) : bytes),
};
const signerOf = (pair) => getPolkadotSigner(pair.publicKey, 'Sr25519', (input) => pair.sign(input));
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
  },
  close: async () => papi?.destroy(),

  tx: (pallet, call, args) => api.tx[pallet][call](rewrite(args, rules)),
  sudo: (tx) => api.tx.Sudo.sudo({ call: tx.decodedCall }),
  resultOk: (value) => value.success,

  inBlock: (tx, pair, nonce) =>
    new Promise((resolve, reject) => {
      const watching = tx.signSubmitAndWatch(signerOf(pair), { nonce }).subscribe({
        next: (status) => {
          if (status.type !== 'txBestBlocksState' || !status.found) return;
          queueMicrotask(() => watching.unsubscribe());
          resolve({
            ok: status.ok,
            error: JSON.stringify(status.dispatchError, (_, v) => (typeof v === 'bigint' ? String(v) : v)),
            events: status.events.map((e) => toEvent(e.event ?? e)),
          });
        },
        error: reject,
      });
    }),

  view: (pallet, name, args) => api.view[pallet][name](...Object.values(rewrite(args, rules)), { at: 'best' }),
};

declareEconomy(client);
