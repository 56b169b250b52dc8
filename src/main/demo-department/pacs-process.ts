import { createHash, timingSafeEqual } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import {
  dicomwebOrigin,
  openStudyCache,
  type StudyCache,
  StudyCacheError,
  type StudyCacheOptions,
} from '../cache/index.ts';
import { parentChannel } from '../parent-channel.ts';
import { makePhantoms } from './make-phantoms.ts';
import { type PacsMessage, type StartMessage, startMessageSchema } from './messages.ts';

const parent = parentChannel<PacsMessage>();
const stopping = new AbortController();
let cache: StudyCache | null = null;

parent.onMessage(message => {
  const start = startMessageSchema.safeParse(message);
  if (!start.success) return;
  serve(start.data).catch(async (error: unknown) => {
    parent.send({ kind: 'failed', words: error instanceof Error ? error.message : String(error) });
    await end(1);
  });
});
parent.onGone(() => void end(0));
process.once('SIGTERM', () => void end(0));
// A terminal sends its interrupt to all processes of a group; the parent decides when this one ends.
process.on('SIGINT', () => {});

async function end(code: number): Promise<void> {
  if (stopping.signal.aborted) return;
  stopping.abort();
  await cache?.close().catch(() => {});
  process.exit(code);
}

async function serve(start: StartMessage): Promise<void> {
  cache = await openStore(start);
  const progress = (done: number, total: number) => parent.send({ kind: 'progress', done, total });
  await makePhantoms(cache, new Date(start.opened), progress, stopping.signal);
  const origin = dicomwebOrigin(cache, { instances: true });
  const server = createAdaptorServer({
    fetch: (request: Request) => (isAuthorised(request, start.token) ? origin(request) : unauthorised()),
  });
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo;
    parent.send({ kind: 'ready', url: `http://127.0.0.1:${port}/dicomweb` });
  });
}

/** Phantoms can be made again: a store whose keys are lost is begun anew. */
async function openStore(start: StartMessage): Promise<StudyCache> {
  const options: StudyCacheOptions = {
    folder: start.folder,
    indexKey: Buffer.from(start.indexKey, 'base64'),
    keysKey: Buffer.from(start.keysKey, 'base64'),
  };
  try {
    return await openStudyCache(options);
  } catch (error) {
    if (!(error instanceof StudyCacheError) || error.failure.code !== 'key-unavailable') throw error;
    await rm(start.folder, { recursive: true, force: true });
    await mkdir(start.folder, { recursive: true, mode: 0o700 });
    return await openStudyCache(options);
  }
}

/** Other programs of this machine can reach the port, but do not know the token. */
function isAuthorised(request: Request, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(request.headers.get('authorization') ?? ''), digest(`Bearer ${token}`));
}

function unauthorised(): Response {
  return new Response(null, { status: 401, headers: { 'www-authenticate': 'Bearer realm="demo"' } });
}
