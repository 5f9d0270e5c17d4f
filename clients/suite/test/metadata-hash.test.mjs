/**
 * Signing over the metadata hash, as offline signers do.
 *
 * Only a runtime built with its metadata hash can check it, so the long test puts the release Wasm
 * (LABSCAPE_RELEASE_WASM) into a development chain spec and signs with the digest of its metadata.
 * The ordinary Wasm must refuse the same extrinsic instead of ignoring the hash.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { merkleizeMetadata } from '@polkadot-api/merkleize-metadata';
import { ApiPromise, WsProvider } from '@polkadot/api';
import { hexToU8a, u8aToHex } from '@polkadot/util';
import { DedotClient, WsProvider as DedotProvider } from 'dedot';
import { createClient, Enum } from 'polkadot-api';
import { getPolkadotSigner, withMetadataHash } from 'polkadot-api/signer';
import { getWsProvider } from 'polkadot-api/ws';
import { WebSocket } from 'ws';
import { freshAddress, pair, UBC } from '../lib/accounts.mjs';
import { Node, runNode, startDevNode } from '../lib/node.mjs';
import { record } from '../lib/report.mjs';

const FLOW = 'metadata-hash signing';
const CODE_KEY = '0x3a636f6465';
const METADATA_VERSION = 15;

/** Digest of the chain's metadata, as an offline signer computes it. */
async function digestOf(api) {
  const raw = await api.call.metadata.metadataAtVersion(METADATA_VERSION);
  const version = api.runtimeVersion;
  return u8aToHex(merkleizeMetadata(raw.unwrap().toU8a(true), {
    base58Prefix: 42, decimals: 12, tokenSymbol: 'UBC',
    specName: version.specName.toString(), specVersion: version.specVersion.toNumber(),
  }).digest());
}

/** Sign a transfer in mode 1 and wait for its finality. */
function sendWithHash(api, signer, metadataHash) {
  const call = api.tx.balances.transferKeepAlive(freshAddress(), UBC);
  return new Promise((resolve, reject) => {
    call.signAndSend(signer, { mode: 1, metadataHash }, (result) => {
      if (result.dispatchError) reject(new Error(result.dispatchError.toString()));
      else if (result.isError) reject(new Error(result.status.type));
      else if (result.isFinalized) resolve(result);
    }).catch(reject);
  });
}

test('metadata hash: refused by a runtime without one', async () => {
  const node = await startDevNode();
  const api = await ApiPromise.create({ provider: new WsProvider(node.ws), noInitWarn: true });
  try {
    await assert.rejects(sendWithHash(api, pair('//Alice'), await digestOf(api)), /CannotLookup|Invalid Transaction/);
  } finally {
    await api.disconnect();
    await node.stop();
  }
});

describe('metadata hash: release Wasm', { skip: !process.env.LABSCAPE_LONG && 'set LABSCAPE_LONG=1' }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'labscape-release-'));
  let node;
  after(async () => {
    await node?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const flow = (client, run) => test(client, async () => {
    try {
      await run();
      record(client, FLOW, 'yes');
    } catch (error) {
      record(client, FLOW, 'no', error.message.split('\n')[0]);
      throw error;
    }
  });

  test('a chain with the release Wasm starts', async () => {
    const wasm = process.env.LABSCAPE_RELEASE_WASM;
    assert.ok(wasm, 'set LABSCAPE_RELEASE_WASM to the Wasm built with its metadata hash');
    const built = await runNode(['export-chain-spec', '--chain', 'dev', '--raw']);
    assert.equal(built.code, 0, built.stderr);
    const spec = JSON.parse(built.stdout);
    spec.genesis.raw.top[CODE_KEY] = u8aToHex(readFileSync(wasm));
    const path = join(folder, 'release.json');
    writeFileSync(path, JSON.stringify(spec));
    node = await new Node(['--chain', path, '--alice', '--validator', '--force-authoring',
      '--unsafe-force-node-key-generation']).start();
  });

  flow('@polkadot/api', async () => {
    const api = await ApiPromise.create({ provider: new WsProvider(node.ws), noInitWarn: true });
    try {
      const digest = await digestOf(api);
      await sendWithHash(api, pair('//Alice'), digest);
      // One bit off and the signature no longer fits.
      const wrong = hexToU8a(digest);
      wrong[0] ^= 1;
      await assert.rejects(sendWithHash(api, pair('//Alice'), u8aToHex(wrong)), /bad signature/i);
    } finally {
      await api.disconnect();
    }
  });

  flow('PAPI', async () => {
    const papi = createClient(getWsProvider(node.ws, { websocketClass: WebSocket }));
    try {
      const { specName, specVersion } = await papi._request('state_getRuntimeVersion', []);
      const bob = pair('//Bob');
      const signer = withMetadataHash(
        { base58Prefix: 42, decimals: 12, tokenSymbol: 'UBC', specName, specVersion },
        getPolkadotSigner(bob.publicKey, 'Sr25519', (input) => bob.sign(input)),
      );
      const api = papi.getUnsafeApi();
      const call = api.tx.Balances.transfer_keep_alive({ dest: Enum('Id', freshAddress()), value: UBC });
      const sent = await call.signAndSubmit(signer);
      assert.ok(sent.ok);
    } finally {
      papi.destroy();
    }
  });

  flow('dedot', async () => {
    const client = await DedotClient.new(new DedotProvider(node.ws));
    const pjs = await ApiPromise.create({ provider: new WsProvider(node.ws), noInitWarn: true });
    try {
      const metadataHash = await digestOf(pjs);
      const sent = await client.tx.balances.transferKeepAlive(freshAddress(), UBC)
        .signAndSend(pair('//Charlie'), { metadataHash }).untilFinalized();
      assert.equal(sent.dispatchError, undefined);
    } finally {
      await pjs.disconnect();
      await client.disconnect();
    }
  });
});
