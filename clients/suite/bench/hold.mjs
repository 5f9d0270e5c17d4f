/**
 * Connections of the RPC benchmark that are opened and held. This file runs as a child process, so that
 * they have an event loop of their own; the parent sends one job and gets one answer.
 */
import http from 'node:http';

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
