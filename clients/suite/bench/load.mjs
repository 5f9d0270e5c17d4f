/**
 * Load generators of the RPC benchmark. This file runs as a child process, so that the clients
 * have an event loop of their own; the parent sends one job and gets one answer.
 */
import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { Rpc } from '../lib/rpc.mjs';
import { percentile } from './report.mjs';

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

/** A WebSocket connection that is opened and left alone; an error has the status of the refusal. */
function hold(port) {
  return new Promise((resolve, reject) => {
    const request = http.get({
      host: '127.0.0.1',
      port,
      headers: {
        Connection: 'Upgrade', Upgrade: 'websocket',
        'Sec-WebSocket-Key': 'bGFic2NhcGUtYmVuY2htYXI=', 'Sec-WebSocket-Version': '13',
      },
    });
    request.on('upgrade', (_, socket) => resolve(socket));
    request.on('response', ({ statusCode: status, statusMessage }) => {
      request.destroy();
      reject(Object.assign(new Error(`HTTP/1.1 ${status} ${statusMessage}`), { status }));
    });
    request.on('error', reject);
  });
}

const held = [];

/** Open one more connection and keep it: is it refused, and how? */
async function holdOneMore({ port }) {
  try {
    const socket = await hold(port);
    socket.on('error', () => {});
    held.push(socket);
    return { accepted: true };
  } catch (error) {
    return { accepted: false, status: error.status, message: error.message };
  }
}

const jobs = {
  openLoop,
  holdOneMore,
  dropHeld: () => { for (const s of held.splice(0)) s.destroy(); return {}; },
};

process.on('message', async ({ id, job, options }) => {
  try {
    process.send({ id, result: await jobs[job](options) });
  } catch (error) {
    process.send({ id, error: error.message });
  }
});
process.on('disconnect', () => process.exit());
