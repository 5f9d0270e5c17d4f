#!/usr/bin/env node
/**
 * The metadata hash of a runtime: `node metadata-hash.mjs WASM`.
 *
 * A release is built with this value in RUNTIME_METADATA_HASH, so that the chain can check what an
 * offline signer showed to its user. It takes seconds, where the Wasm builder's own way compiles
 * the runtime twice and pulls an executor into the build.
 */
import { readFileSync } from 'node:fs';
import { merkleizeMetadata } from '@polkadot-api/merkleize-metadata';
import { compactNumber, decAnyMetadata, str, Tuple, u32, unifyMetadata } from '@polkadot-api/substrate-bindings';
import { getMetadataFromRuntime } from '@polkadot-api/wasm-executor/node';
import { hexToU8a, u8aToHex } from '@polkadot/util';

/** Spec name, implementation name, authoring version, spec version: the head of `RuntimeVersion`. */
const VersionHead = Tuple(str, str, u32, u32);

const [path] = process.argv.slice(2);
if (!path) {
  console.error('usage: node metadata-hash.mjs WASM');
  process.exit(2);
}
const opaque = hexToU8a(getMetadataFromRuntime(u8aToHex(readFileSync(path))));
const raw = opaque.slice(compactNumber.enc(compactNumber.dec(opaque)).length);
const system = unifyMetadata(decAnyMetadata(raw)).pallets.find((p) => p.name === 'System');
const [specName, , , specVersion] = VersionHead.dec(system.constants.find((c) => c.name === 'Version').value);
const network = { base58Prefix: 42, decimals: 12, tokenSymbol: 'UBC', specName, specVersion };
console.log(u8aToHex(merkleizeMetadata(raw, network).digest()));
