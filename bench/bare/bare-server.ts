import { build } from 'esbuild';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { Server } from 'socket.io';

export interface BareServer {
  readonly origin: string;
  close(): Promise<void>;
}

/** Serves the bare page and relays its signals. All connected pages are in one call. */
export async function startBareServer(): Promise<BareServer> {
  const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
  const page = await readFile(here('bare.html'));
  const bundle = await build({
    entryPoints: [here('bare.ts')],
    bundle: true,
    minify: true,
    format: 'esm',
    write: false,
  });
  const script = bundle.outputFiles[0]?.contents ?? new Uint8Array();

  const http = createServer((request, response) => {
    const isScript = request.url === '/bare.js';
    response.setHeader('Content-Type', isScript ? 'text/javascript' : 'text/html');
    response.end(isScript ? script : page);
  });
  const io = new Server(http, { serveClient: false });
  const present = new Set<string>();
  io.on('connection', (socket) => {
    socket.on('join', (ack: (others: string[]) => void) => {
      ack([...present]);
      present.add(socket.id);
    });
    socket.on('signal', (to: string, signal: unknown) => {
      io.to(to).emit('signal', socket.id, signal);
    });
    socket.on('disconnect', () => {
      present.delete(socket.id);
      io.emit('left', socket.id);
    });
  });
  http.listen(0);
  await once(http, 'listening');
  return {
    origin: `http://localhost:${String((http.address() as AddressInfo).port)}`,
    close: () => io.close(),
  };
}
