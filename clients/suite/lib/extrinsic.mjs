/**
 * Signed extrinsics built from bytes: fast enough for load tests, and able to be wrong on purpose
 * (another genesis, another spec version, an old era, a spoiled signature).
 */
import { compactToU8a, hexToU8a, u8aConcat, u8aToHex } from '@polkadot/util';
import { blake2AsU8a, decodeAddress } from '@polkadot/util-crypto';
import { Oracle } from './oracle.mjs';

const HASHED_PAYLOAD_BYTES = 256;
const SR25519 = 1;
const ACCOUNT_ID = 0;
const IMMORTAL = new Uint8Array([0]);

const u32 = (value) => {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
};

/** Encoding of a mortal era that starts at `block` and lasts `period` (a power of two) blocks. */
export function mortalEra(block, period) {
  const quantize = Math.max(period >> 12, 1);
  const phase = Math.floor((block % period) / quantize);
  const bits = Math.min(15, Math.max(1, Math.log2(period) - 1)) | (phase << 4);
  return new Uint8Array([bits & 0xff, bits >> 8]);
}

/** What signing needs to know about a chain. */
export class Chain {
  static async fromNode(rpc) {
    const chain = new Chain();
    const [oracle, version, genesis] = await Promise.all([
      Oracle.fromNode(rpc),
      rpc.request('state_getRuntimeVersion'),
      rpc.request('chain_getBlockHash', [0]),
    ]);
    chain.oracle = oracle;
    chain.specVersion = version.specVersion;
    chain.transactionVersion = version.transactionVersion;
    chain.genesis = genesis;
    chain.indices = new Map([...oracle.calls].map(([index, { pallet, call }]) => [`${pallet}.${call}`, index]));
    return chain;
  }

  /** The two bytes that select a call such as `System.remark`. */
  index(name) {
    const index = this.indices.get(name);
    if (index === undefined) throw new Error(`the chain has no call ${name}`);
    return new Uint8Array([index >> 8, index & 0xff]);
  }

  transfer(dest, amount) {
    return u8aConcat(this.index('Balances.transfer_keep_alive'), [ACCOUNT_ID], decodeAddress(dest), compactToU8a(amount));
  }

  remark(bytes) {
    return u8aConcat(this.index('System.remark'), compactToU8a(bytes.length), bytes);
  }

  batchAll(calls) {
    return u8aConcat(this.index('Utility.batch_all'), compactToU8a(calls.length), ...calls);
  }

  /** Explicit and implicit data of the extensions, in the chain's own order. */
  #extensions({ nonce, tip = 0n, era = IMMORTAL, eraHash, genesis, specVersion, transactionVersion }) {
    const explicit = [];
    const implicit = [];
    for (const { name, explicit: carries } of this.oracle.extensions) {
      switch (name) {
        case 'CheckSpecVersion': implicit.push(u32(specVersion ?? this.specVersion)); break;
        case 'CheckTxVersion': implicit.push(u32(transactionVersion ?? this.transactionVersion)); break;
        case 'CheckGenesis': implicit.push(hexToU8a(genesis ?? this.genesis)); break;
        case 'CheckMortality':
        case 'CheckEra':
          explicit.push(era);
          implicit.push(hexToU8a(eraHash ?? genesis ?? this.genesis));
          break;
        case 'CheckNonce': explicit.push(compactToU8a(nonce)); break;
        case 'ChargeTransactionPayment':
        case 'SkipCheckIfFeeless':
          explicit.push(compactToU8a(tip));
          break;
        case 'CheckMetadataHash': explicit.push([0]); implicit.push([0]); break;
        default:
          if (carries) throw new Error(`transaction extension ${name} carries data`);
      }
    }
    return { explicit: u8aConcat(...explicit), implicit: u8aConcat(...implicit) };
  }

  /**
   * A v4 signed extrinsic as hex.
   *
   * @param {Uint8Array} call encoded call
   * @param {{ publicKey: Uint8Array, sign: (payload: Uint8Array) => Uint8Array }} signer sr25519
   * @param {object} options nonce, tip, era, eraHash; genesis, specVersion, transactionVersion to
   *   lie about; `spoil` flips a bit of the signature
   */
  sign(call, signer, options) {
    const { explicit, implicit } = this.#extensions(options);
    let payload = u8aConcat(call, explicit, implicit);
    if (payload.length > HASHED_PAYLOAD_BYTES) payload = blake2AsU8a(payload, 256);
    const signature = Uint8Array.from(signer.sign(payload));
    if (options.spoil) signature[10] ^= 1;
    const body = u8aConcat([0x84, ACCOUNT_ID], signer.publicKey, [SR25519], signature, explicit, call);
    return u8aToHex(u8aConcat(compactToU8a(body.length), body));
  }
}
