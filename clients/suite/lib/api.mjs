/** A connected `@polkadot/api`, and a transfer of control to the caller when a call is final. */
import { ApiPromise, WsProvider } from '@polkadot/api';

/** Connect; rejects if the node is not there. */
export const connectApi = (ws) =>
  ApiPromise.create({ provider: new WsProvider(ws), noInitWarn: true, throwOnConnect: true });

/** Sign, send and wait for finality; rejects if the dispatch failed. */
export function sendFinal(api, call, signer) {
  return new Promise((resolve, reject) => {
    call.signAndSend(signer, { nonce: -1 }, (result) => {
      if (result.isError) reject(new Error(result.status.type));
      else if (result.isFinalized && result.dispatchError) {
        const { dispatchError } = result;
        const error = dispatchError.isModule ? api.registry.findMetaError(dispatchError.asModule) : undefined;
        reject(new Error(error ? `${error.section}.${error.name}` : dispatchError.toString()));
      } else if (result.isFinalized) resolve(result);
    }).catch(reject);
  });
}
