/**
 * A transfer between two development accounts, as a newcomer would see it.
 *
 *   node demo/transfer.mjs ws://127.0.0.1:9944
 *
 * Waits for a finalised block, sends 1 UBC from Alice to a new account, and prints what happened.
 */
import { ApiPromise, Keyring, WsProvider } from '@polkadot/api';
import { cryptoWaitReady, randomAsU8a } from '@polkadot/util-crypto';

const TIMEOUT_MS = 60_000;
const url = process.argv[2] ?? 'ws://127.0.0.1:9944';
const timer = setTimeout(() => {
  console.error(`error: no finalised transfer within ${TIMEOUT_MS / 1000} s at ${url}`);
  process.exit(1);
}, TIMEOUT_MS);

await cryptoWaitReady();
const api = await ApiPromise.create({ provider: new WsProvider(url), noInitWarn: true });
const [decimals] = api.registry.chainDecimals;
const [symbol] = api.registry.chainTokens;
const amount = (planck) => `${(Number(planck) / 10 ** decimals).toFixed(6)} ${symbol}`;

await new Promise((done) => {
  let stop;
  api.rpc.chain
    .subscribeFinalizedHeads((header) => {
      if (header.number.toNumber() > 0) {
        console.log(`finalised      block ${header.number} ${header.hash}`);
        stop?.();
        done();
      }
    })
    .then((unsubscribe) => {
      stop = unsubscribe;
    });
});

const keyring = new Keyring({ type: 'sr25519', ss58Format: api.registry.chainSS58 });
const alice = keyring.addFromUri('//Alice');
const receiver = keyring.addFromSeed(randomAsU8a(32));
const transfer = api.tx.balances.transferKeepAlive(receiver.address, 10n ** BigInt(decimals));
const { partialFee } = await transfer.paymentInfo(alice);
console.log(`transfer       ${amount(10n ** BigInt(decimals))} from ${alice.address}`);
console.log(`               to ${receiver.address}, fee about ${amount(partialFee.toBigInt())}`);

const begin = Date.now();
await new Promise((done, fail) => {
  transfer
    .signAndSend(alice, ({ status, dispatchError, events }) => {
      const after = `${((Date.now() - begin) / 1000).toFixed(1)} s`;
      if (dispatchError) fail(new Error(`the transfer failed: ${dispatchError}`));
      if (status.isInBlock) console.log(`in a block     after ${after}: ${status.asInBlock}`);
      if (status.isFinalized) {
        console.log(`finalised      after ${after}: ${status.asFinalized}`);
        for (const { event } of events) console.log(`event          ${event.section}.${event.method}`);
        done();
      }
    })
    .catch(fail);
});
const { data } = await api.query.system.account(receiver.address);
console.log(`the receiver   has ${amount(data.free.toBigInt())}`);
clearTimeout(timer);
await api.disconnect();
