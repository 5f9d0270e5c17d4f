/**
 * Load generators of the RPC benchmark. This file runs as a child process, so that the clients
 * have an event loop of their own; the parent sends one job and gets one answer.
 */
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Rpc } from '../lib/rpc.mjs';
import { percentile } from './report.mjs';

/** WebSocket opcodes in the first byte of an unfragmented server frame. */
const TEXT = 0x81;
const PING = 0x89;
const PONG_FRAME = Buffer.from([0x8a, 0x80, 0, 0, 0, 0]);
/** Longer than an answer, shorter than a header. */
const ANSWER_BYTES = 150;
const NOTHING = Buffer.alloc(0);
/** Handshakes under way at once. */
const OPENING = 50;

/**
 * Requests at a fixed rate, whatever the answers do. Latency counts from the moment a request was
 * due, not from when it was sent, so a slow server cannot hide its queue. The list of requests is
 * gone through again where it is shorter than the run.
 */
async function openLoop({ ws, requests, rate, seconds, sockets }) {
  const rpcs = await Promise.all(Array.from({ length: sockets }, () => Rpc.connect(ws)));
  const total = rate * seconds;
  const latencies = [];
  const errors = {};
  const open = [];
  const begin = performance.now() + 50;
  for (let sent = 0; sent < total;) {
    const due = Math.min(total, 1 + Math.floor(((performance.now() - begin) * rate) / 1000));
    for (; sent < due; sent++) {
      const [method, params] = requests[sent % requests.length];
      const dueAt = begin + (sent * 1000) / rate;
      open.push(rpcs[sent % sockets].request(method, params).then(
        () => latencies.push(performance.now() - dueAt),
        (e) => { errors[e.message.slice(0, 120)] = (errors[e.message.slice(0, 120)] ?? 0) + 1; },
      ));
    }
    await sleep(1);
  }
  const sentIn = (performance.now() - begin) / 1000;
  await Promise.all(open);
  for (const rpc of rpcs) rpc.close();
  return {
    answered: latencies.length,
    rate: total / sentIn,
    errors,
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
    max: latencies.at(-1),
  };
}

let closed = 0;

/** Call back for each whole frame (unmasked, as servers send them); returns what is left over. */
function eachFrame(data, onFrame) {
  let at = 0;
  while (data.length - at >= 2) {
    let length = data[at + 1];
    let head = 2;
    if (length === 126) {
      if (data.length - at < 4) break;
      length = data.readUInt16BE(at + 2);
      head = 4;
    } else if (length === 127) throw new Error('a frame larger than this client expects');
    if (data.length - at < head + length) break;
    onFrame(data[at], data.subarray(at + head, at + head + length));
    at += head + length;
  }
  return at === data.length ? NOTHING : data.subarray(at);
}

/** A WebSocket client of the bare minimum: one request out, arrival times of frames in. */
function subscriber(port, onFrame) {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.setNoDelay(true);
    let upgraded = false;
    let head = '';
    let rest = NOTHING;
    socket.on('error', reject);
    socket.on('close', () => { closed += 1; reject(new Error('closed')); });
    socket.on('connect', () => socket.write(
      `GET / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n`
      + 'Sec-WebSocket-Key: bGFic2NhcGUtYmVuY2htYXI=\r\nSec-WebSocket-Version: 13\r\n\r\n'));
    socket.on('data', (data) => {
      const now = performance.timeOrigin + performance.now();
      if (upgraded) {
        rest = eachFrame(rest.length ? Buffer.concat([rest, data]) : data, (opcode, payload) => {
          if (opcode === PING) socket.write(PONG_FRAME);
          else if (opcode === TEXT) onFrame(now, payload);
        });
        return;
      }
      head += data.toString('latin1');
      const end = head.indexOf('\r\n\r\n');
      if (end < 0) return;
      if (!head.startsWith('HTTP/1.1 101')) {
        reject(Object.assign(new Error(head.split('\r\n')[0]), { status: Number(head.split(' ')[1]) }));
        socket.destroy();
        return;
      }
      upgraded = true;
      resolve(socket);
    });
  });
}

/** A masked text frame (mask zero) of less than 126 bytes. */
function textFrame(text) {
  return Buffer.concat([Buffer.from([TEXT, 0x80 | text.length, 0, 0, 0, 0]), Buffer.from(text)]);
}

const SUBSCRIBE = textFrame('{"jsonrpc":"2.0","id":1,"method":"chain_subscribeNewHeads"}');

let sockets = [];
let arrivals = [];

/** Open `count` connections, each with a subscription to new heads. */
async function openSubscribers({ port, count }) {
  let subscribed = 0;
  let refused;
  const begin = performance.now();
  for (let at = 0; at < count; at += OPENING) {
    const wave = Array.from({ length: Math.min(OPENING, count - at) }, async () => {
      const socket = await subscriber(port, (now, payload) => {
        // Only notifications are long; the answer to the subscription is the one short frame.
        if (payload.length > ANSWER_BYTES) arrivals.push(now);
        else if (payload.includes('"result"')) subscribed += 1;
        else refused ??= payload.toString();
      });
      socket.write(SUBSCRIBE);
      sockets.push(socket);
    });
    await Promise.all(wave);
  }
  while (subscribed < count) {
    if (performance.now() - begin > 120_000) throw new Error(`only ${subscribed} of ${count} subscribed, ${closed} closed: ${refused}`);
    await sleep(20);
  }
  arrivals = [];
  return { seconds: (performance.now() - begin) / 1000 };
}

const held = [];

/** Open one more connection and keep it: is it refused, and how? */
async function holdOneMore({ port }) {
  try {
    held.push(await subscriber(port, () => {}));
    return { accepted: true };
  } catch (error) {
    return { accepted: false, status: error.status, message: error.message };
  }
}

const jobs = {
  openLoop,
  openSubscribers,
  holdOneMore,
  dropHeld: () => { for (const s of held.splice(0)) s.destroy(); return {}; },
  arrivals: () => { const taken = arrivals; arrivals = []; return taken; },
  closeSubscribers: () => { for (const s of sockets) s.destroy(); sockets = []; return {}; },
};

process.on('message', async ({ id, job, options }) => {
  try {
    process.send({ id, result: await jobs[job](options) });
  } catch (error) {
    process.send({ id, error: error.message });
  }
});
process.on('disconnect', () => process.exit());
