/** Events of a chain, read block by block from its state. */
import { setTimeout as sleep } from 'node:timers/promises';

export class Events {
  #next;

  /** Begin behind the best block. */
  static async from(api) {
    const events = new Events();
    events.api = api;
    events.seen = [];
    events.#next = (await api.rpc.chain.getHeader()).number.toNumber() + 1;
    return events;
  }

  /** Read what is new. */
  async read() {
    const best = (await this.api.rpc.chain.getHeader()).number.toNumber();
    for (; this.#next <= best; this.#next++) {
      const at = await this.api.at(await this.api.rpc.chain.getBlockHash(this.#next));
      for (const { event } of await at.query.system.events()) {
        const fields = Object.fromEntries(event.data.names?.map((name, i) => [name, event.data[i].toJSON()]) ?? []);
        this.seen.push({ block: this.#next, name: `${event.section}.${event.method}`, fields });
      }
    }
    return this.seen;
  }

  /** All of that name so far. */
  of(name) {
    return this.seen.filter((event) => event.name === name);
  }

  /** Wait for an event of that name that passes; returns it. */
  async until(name, check = () => true, timeoutMs = 180_000) {
    for (const deadline = Date.now() + timeoutMs; ;) {
      await this.read();
      const found = this.of(name).find(({ fields }) => check(fields));
      if (found) return found;
      if (Date.now() > deadline) throw new Error(`no ${name} within ${timeoutMs} ms`);
      await sleep(1_000);
    }
  }
}
