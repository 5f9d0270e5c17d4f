/** Development accounts, as plain sr25519 pairs that every library can sign with. */
import { Keyring } from '@polkadot/api';
import { createKeyMulti, cryptoWaitReady, encodeAddress } from '@polkadot/util-crypto';

export const SS58_PREFIX = 42;
export const UBC = 10n ** 12n;

await cryptoWaitReady();
const keyring = new Keyring({ type: 'sr25519', ss58Format: SS58_PREFIX });

/** The pair behind a development URI such as `//Alice`. */
export const pair = (uri) => keyring.createFromUri(uri);

let counter = 0;
/** An address nobody has used on this chain. */
export const freshAddress = () => pair(`//suite//${process.pid}//${Date.now()}//${counter++}`).address;

/** Address of the multisig of `threshold` out of `addresses`. */
export const multisigAddress = (addresses, threshold) =>
  encodeAddress(createKeyMulti(addresses, threshold), SS58_PREFIX);
