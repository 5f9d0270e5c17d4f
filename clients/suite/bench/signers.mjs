/** Accounts for load: derived from a number, signed for by the Wasm build of schnorrkel alone. */
import { hexToU8a, u8aConcat, u8aToHex } from '@polkadot/util';
import { blake2AsU8a, decodeAddress, encodeAddress, sr25519PairFromSeed, xxhashAsU8a } from '@polkadot/util-crypto';
import { sr25519Sign, waitReady } from '@polkadot/wasm-crypto';
import { SS58_PREFIX, UBC } from '../lib/accounts.mjs';

await waitReady();

const ACCOUNT_PREFIX = u8aConcat(xxhashAsU8a('System', 128), xxhashAsU8a('Account', 128));

/** Transfers in one funding batch. */
const BATCH = 100;

/** The load account with this number; the same on every machine. */
export function loadAccount(number) {
  const seed = new Uint8Array(32).fill(0x4c);
  new DataView(seed.buffer).setUint32(28, number);
  const { publicKey, secretKey } = sr25519PairFromSeed(seed);
  return {
    publicKey,
    address: encodeAddress(publicKey, SS58_PREFIX),
    sign: (payload) => sr25519Sign(publicKey, secretKey, payload),
  };
}

/** Give each address `amount` from `payer`, in batches, and wait until the last one has it. */
export async function fund(rpc, chain, payer, addresses, amount = 1_000n * UBC) {
  let nonce = await rpc.request('system_accountNextIndex', [payer.address]);
  for (let at = 0; at < addresses.length; at += BATCH) {
    const calls = addresses.slice(at, at + BATCH).map((address) => chain.transfer(address, amount));
    await rpc.request('author_submitExtrinsic', [chain.sign(chain.batchAll(calls), payer, { nonce })]);
    nonce += 1;
  }
  await rpc.until(async () => (await freeBalance(rpc, addresses.at(-1))) >= amount, { what: 'funding' });
}

/** Offset of `data.free` in `AccountInfo`: nonce and three reference counters before it. */
const FREE_AT = 16;

/** Free balance of an account, read from storage. */
export async function freeBalance(rpc, address) {
  const hex = await rpc.request('state_getStorage', [accountKey(decodeAddress(address))]);
  if (!hex) return 0n;
  const view = new DataView(hexToU8a(hex).buffer);
  return view.getBigUint64(FREE_AT, true) + (view.getBigUint64(FREE_AT + 8, true) << 64n);
}

/** Storage key of `System.Account` for a public key. */
export function accountKey(publicKey) {
  return u8aToHex(u8aConcat(ACCOUNT_PREFIX, blake2AsU8a(publicKey, 128), publicKey));
}
