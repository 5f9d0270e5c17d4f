/**
 * What an extrinsic's bytes say, read by hand from the format (a length, a preamble byte, what the
 * preamble calls for, the call), so that the answers of the client libraries are compared with
 * something that is none of them. Names of pallets and calls come from the chain's metadata.
 */
import { Metadata, TypeRegistry } from '@polkadot/types';
import { compactToU8a, hexToU8a, u8aConcat, u8aToHex } from '@polkadot/util';

export const V4_SIGNED = 'v4 signed';
export const V5_BARE = 'v5 bare';
export const V5_GENERAL = 'v5 general';

const KINDS = { 0x04: 'v4 bare', 0x84: V4_SIGNED, 0x05: V5_BARE, 0x45: V5_GENERAL };
const ACCOUNT_BYTES = 32;
/** Bytes after the one-byte variant of `MultiSignature`: ed25519, sr25519, ecdsa. */
const SIGNATURE_BYTES = [64, 64, 65];

/**
 * Explicit parts of the transaction extensions that are not empty, for an unsigned, immortal
 * extrinsic with nonce and tip zero. An extension of our own must not appear here: wallets refuse
 * unknown ones that carry data.
 */
const NEUTRAL_EXPLICIT = {
  CheckMortality: '0x00',
  CheckEra: '0x00',
  CheckNonce: '0x00',
  ChargeTransactionPayment: '0x00',
  SkipCheckIfFeeless: '0x00',
  CheckMetadataHash: '0x00',
};

/** Length of a SCALE compact integer. */
function compactLength(byte) {
  return [1, 2, 4, 5 + (byte >> 2)][byte & 3];
}

/** Names, extensions and indices of a chain, from its metadata. */
export class Oracle {
  constructor(metadataHex) {
    const registry = new TypeRegistry();
    const metadata = new Metadata(registry, metadataHex);
    registry.setMetadata(metadata);
    this.registry = registry;
    this.calls = new Map();
    for (const pallet of metadata.asLatest.pallets) {
      if (pallet.calls.isNone) continue;
      const { variants } = registry.lookup.getSiType(pallet.calls.unwrap().type).def.asVariant;
      for (const variant of variants) {
        this.calls.set((pallet.index.toNumber() << 8) | variant.index.toNumber(), {
          pallet: pallet.name.toString(),
          call: variant.name.toString(),
        });
      }
    }
    const { extrinsic } = metadata.asLatest;
    this.extensions = (extrinsic.transactionExtensions ?? extrinsic.signedExtensions).map((extension) => {
      const type = registry.lookup.getTypeDef(extension.type);
      return { name: extension.identifier.toString(), explicit: !['Null', '()'].includes(type.type) && type.type !== '[]', type: type.type };
    });
  }

  static async fromNode(rpc) {
    return new Oracle(await rpc.request('state_getMetadata'));
  }

  /** Kind, names and era of one extrinsic (hex, with its length prefix). */
  split(hex) {
    const bytes = hexToU8a(hex);
    let at = compactLength(bytes[0]);
    const kind = KINDS[bytes[at]] ?? `unknown 0x${bytes[at].toString(16)}`;
    at += 1;
    let era;
    if (kind === V4_SIGNED) {
      if (bytes[at] !== 0) throw new Error(`address variant ${bytes[at]} is not AccountId`);
      at += 1 + ACCOUNT_BYTES;
      at += 1 + SIGNATURE_BYTES[bytes[at]];
      ({ at, era } = this.#skipExtensions(bytes, at));
    } else if (kind === V5_GENERAL) {
      at += 1; // version of the extensions
      ({ at, era } = this.#skipExtensions(bytes, at));
    }
    const names = this.calls.get((bytes[at] << 8) | bytes[at + 1]);
    if (!names) throw new Error(`no call ${bytes[at]}.${bytes[at + 1]} in the metadata`);
    return { kind, era, ...names };
  }

  #skipExtensions(bytes, start) {
    let at = start;
    let era;
    for (const { name, explicit } of this.extensions) {
      if (!explicit) continue;
      switch (name) {
        case 'CheckMortality':
        case 'CheckEra': {
          const length = bytes[at] === 0 ? 1 : 2;
          era = u8aToHex(bytes.subarray(at, at + length));
          at += length;
          break;
        }
        case 'CheckNonce':
        case 'ChargeTransactionPayment':
        case 'SkipCheckIfFeeless':
          at += compactLength(bytes[at]);
          break;
        case 'CheckMetadataHash':
          at += 1;
          break;
        default:
          throw new Error(`transaction extension ${name} carries data: wallets will refuse it`);
      }
    }
    return { at, era };
  }

  /** A well-formed v5 general extrinsic around an encoded call; nothing in it authorises the call. */
  general(callHex) {
    const explicit = this.extensions.filter((e) => e.explicit).map(({ name }) => {
      if (!NEUTRAL_EXPLICIT[name]) throw new Error(`transaction extension ${name} carries data`);
      return hexToU8a(NEUTRAL_EXPLICIT[name]);
    });
    const body = u8aConcat(new Uint8Array([0x45, 0x00]), ...explicit, hexToU8a(callHex));
    return u8aToHex(u8aConcat(compactToU8a(body.length), body));
  }
}
