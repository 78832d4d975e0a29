// The process of the Node peers: see `fleet.ts`, which starts it.
import { createAccount } from './account.js';
import type { FleetReport, FleetRequest } from './fleet-messages.js';
import { NodePeer } from './node-peer.js';
import { startSources } from './sources.js';
import { installWrtc } from './wrtc-globals.js';

const NAME = 'Node peer';

installWrtc();
const sources = startSources();
const peers: NodePeer[] = [];

process.on('message', (request: FleetRequest) => {
  if (request.type === 'join') void join(request).catch(fail);
  else if (request.type === 'cpu') report({ type: 'cpu', ms: cpuMs() });
  else leave();
});
process.on('disconnect', leave); // the benchmark has ended without a word

async function join({ origin, code, people, talking, pages }: FleetRequest & { type: 'join' }) {
  const missing = people * pages;
  let connected = 0;
  for (let index = 0; index < people; index += 1) {
    const token = await createAccount(origin, `${NAME} ${String(index)} of ${code}`);
    const peer = new NodePeer({
      ...{ origin, token, code, camera: sources.camera() },
      mic: index < talking ? sources.voice() : sources.silence(),
      meets: (name) => !name.startsWith(NAME),
      onConnected() {
        connected += 1;
        if (connected === missing) report({ type: 'connected' });
      },
    });
    peers.push(peer);
    await peer.join();
  }
}

function leave(): void {
  for (const peer of peers) peer.leave();
  sources.stop();
  process.exit(); // the threads of WebRTC would keep the process alive
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
}

function report(message: FleetReport): void {
  process.send?.(message);
}

function fail(error: unknown): void {
  report({ type: 'failed', reason: String(error) });
}
