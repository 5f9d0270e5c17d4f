/**
 * A bare JSON-RPC client over one WebSocket: what the tests use as a second, independent opinion,
 * and what the benchmarks use because it costs next to nothing.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';

export class RpcError extends Error {
  constructor({ code, message, data }) {
    super(`${code}: ${message}${data === undefined ? '' : ` (${JSON.stringify(data)})`}`);
    this.code = code;
    this.reason = message;
    this.data = data;
  }
}

export class Rpc {
  #next = 1;
  #pending = new Map();
  #subscriptions = new Map();
  #early = new Map();

  /** Connect; rejects if the server refuses. */
  static async connect(url, { timeoutMs = 10_000 } = {}) {
    const rpc = new Rpc();
    rpc.socket = new WebSocket(url, { perMessageDeflate: false, maxPayload: 256 << 20, handshakeTimeout: timeoutMs });
    await new Promise((resolve, reject) => {
      rpc.socket.once('open', resolve);
      rpc.socket.once('error', reject);
    });
    rpc.socket.on('error', () => {});
    rpc.socket.on('message', (data) => rpc.#onMessage(data));
    rpc.socket.on('close', (code) => {
      rpc.closed = code;
      for (const { reject, timer } of rpc.#pending.values()) {
        clearTimeout(timer);
        reject(new Error(`connection closed (${code})`));
      }
      rpc.#pending.clear();
    });
    return rpc;
  }

  #onMessage(data) {
    const message = JSON.parse(data);
    if (message.method) {
      const { subscription, result } = message.params;
      const handler = this.#subscriptions.get(subscription);
      if (handler) handler(result);
      else {
        // The first notification can overtake the answer that names the subscription.
        const queue = this.#early.get(subscription) ?? [];
        if (queue.length < 64) queue.push(result);
        if (this.#early.size < 256) this.#early.set(subscription, queue);
      }
      return;
    }
    const entry = this.#pending.get(message.id);
    if (!entry) {
      this.onOrphan?.(message);
      return;
    }
    this.#pending.delete(message.id);
    clearTimeout(entry.timer);
    if (message.error) entry.reject(new RpcError(message.error));
    else entry.resolve(message.result);
  }

  /** One request; rejects with `RpcError` on an error answer. */
  request(method, params = [], timeoutMs = 30_000) {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#pending.delete(id);
        reject(new Error(`${method}: no answer in ${timeoutMs} ms`));
      }, timeoutMs);
      this.#pending.set(id, { resolve, reject, timer });
      this.socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    });
  }

  async subscribe(method, params, handler) {
    const id = await this.request(method, params);
    this.#subscriptions.set(id, handler);
    for (const result of this.#early.get(id) ?? []) handler(result);
    this.#early.delete(id);
    return id;
  }

  /** Send bytes as they are and return the next answer without a known id. */
  async raw(text, timeoutMs = 10_000) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no answer in ${timeoutMs} ms`)), timeoutMs);
      const done = (value) => {
        clearTimeout(timer);
        this.onOrphan = undefined;
        this.socket.off('close', onClose);
        resolve(value);
      };
      const onClose = (code) => done({ closed: code });
      this.socket.once('close', onClose);
      this.onOrphan = done;
      this.socket.send(text);
    });
  }

  async blockNumber(hash) {
    return Number((await this.request('chain_getHeader', hash ? [hash] : [])).number);
  }

  async finalizedNumber() {
    return this.blockNumber(await this.request('chain_getFinalizedHead'));
  }

  /** Wait until `check` returns something truthy; returns it. */
  async until(check, { timeoutMs = 60_000, everyMs = 250, what = 'condition' } = {}) {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const value = await check();
      if (value) return value;
      if (Date.now() > deadline) throw new Error(`${what}: not within ${timeoutMs} ms`);
      await sleep(everyMs);
    }
  }

  close() {
    this.socket.close();
  }
}
