/**
 * Sign transfers ahead of a load test, on worker threads, so that signing does not compete with
 * the node while it is measured. Extrinsics are immortal; each sender's nonces rise from zero.
 */
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { fileURLToPath } from 'node:url';
import { Chain } from '../lib/extrinsic.mjs';
import { Rpc } from '../lib/rpc.mjs';
import { loadAccount } from './signers.mjs';

/**
 * `rounds` transfers from each of `senders` accounts (numbers `first ..`), one unit of `amount`
 * each, to `receivers` in turn. Resolves to the extrinsics, round by round.
 */
export async function presign({ ws, first, senders, rounds, receivers, amount, threads = 2 }) {
  const share = Math.ceil(senders / threads);
  const parts = await Promise.all(Array.from({ length: threads }, (_, i) => {
    const from = i * share;
    const count = Math.max(0, Math.min(share, senders - from));
    const worker = new Worker(fileURLToPath(import.meta.url), {
      workerData: { ws, first: first + from, senders: count, rounds, receivers, amount },
    });
    return new Promise((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    });
  }));
  const all = [];
  for (let round = 0; round < rounds; round++) for (const part of parts) all.push(...part[round]);
  return all;
}

if (!isMainThread && workerData?.rounds) {
  const { ws, first, senders, rounds, receivers, amount } = workerData;
  const rpc = await Rpc.connect(ws);
  const chain = await Chain.fromNode(rpc);
  rpc.close();
  const accounts = Array.from({ length: senders }, (_, i) => loadAccount(first + i));
  const calls = receivers.map((address) => chain.transfer(address, amount));
  const signed = [];
  for (let nonce = 0; nonce < rounds; nonce++) {
    signed.push(accounts.map((account, i) => chain.sign(calls[(nonce + i) % calls.length], account, { nonce })));
  }
  parentPort.postMessage(signed);
}
