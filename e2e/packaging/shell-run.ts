import { once } from 'node:events';
import { pathToFileURL } from 'node:url';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import type { Api } from '../../src/contract/index.ts';
import { app, recorded } from './recording-electron.ts';

/** Runs the built shell against the recording fake, asks it what a page or an attacker would, and prints the answers. */
await import(pathToFileURL(`${process.cwd()}/out/src/main/host-electron/index.js`).href);
while (!recorded.ipc.has('vigie:connect') || recorded.windows.length === 0)
  await new Promise(resolve => setTimeout(resolve, 20));

const desk = recorded.windows[0]!;
const serve = recorded.protocolHandlers.get('vigie')!;
const page = await serve(new Request('vigie://desk/desk/'));
const foreign = await serve(new Request('vigie://evil/desk/'));
const file = await recorded.protocolHandlers.get('file')!(new Request('file:///etc/passwd'));

let prevented = 0;
for (const event of ['will-navigate', 'will-redirect', 'will-frame-navigate', 'will-attach-webview']) {
  desk.webContents.emit(event, { preventDefault: () => prevented++ });
}

const permission = (origin: string, name: string, details: object = {}) =>
  (recorded.permissionCheck as (contents: null, name: string, origin: string, details: object) => boolean)(
    null,
    name,
    origin,
    details,
  );

/** A port as Electron's main process sees it: `on('message', event)` and `start()`. */
function mainPort(port: MessagePort) {
  return {
    on: (event: string, listener: (value: { data: unknown }) => void) => port.on(event, data => listener({ data })),
    postMessage: (data: unknown) => port.postMessage(data),
    start: () => port.start(),
  };
}
async function connect(url: string, isMainFrame: boolean): Promise<string> {
  const { port1, port2 } = new MessageChannel();
  recorded.ipc.get('vigie:connect')!({
    senderFrame: { url, parent: isMainFrame ? null : {} },
    ports: [mainPort(port2)],
  });
  const client = createORPCClient<ContractRouterClient<Api>>(
    new RPCLink({ port: port1 as unknown as globalThis.MessagePort }),
  );
  port1.start();
  const answer = client.session.get().then(session => session.host as string);
  const silence = new Promise<string>(resolve => setTimeout(resolve, 500, 'no answer'));
  const result = await Promise.race([answer, silence]);
  port1.close();
  return result;
}

/** What the desk is told when a second instance is started with a link that nobody signed. */
async function launched(): Promise<unknown> {
  const { port1, port2 } = new MessageChannel();
  recorded.ipc.get('vigie:connect')!({
    senderFrame: { url: 'vigie://desk/desk/', parent: null },
    ports: [mainPort(port2)],
  });
  const client = createORPCClient<ContractRouterClient<Api>>(
    new RPCLink({ port: port1 as unknown as globalThis.MessagePort }),
  );
  port1.start();
  app.emit('second-instance', {}, ['vigie', 'vigie://open?accession=A-1']);
  const launches = await client.session.watchLaunches();
  const { value } = await launches.next();
  port1.close();
  return value;
}

process.stdout.write(
  `${JSON.stringify({
    sandboxEnabled: recorded.sandboxEnabled,
    schemes: recorded.schemes,
    window: desk.options,
    url: desk.webContents.url,
    page: { status: page.status, headers: Object.fromEntries(page.headers) },
    foreign: foreign.status,
    file: file.status,
    prevented,
    popup: desk.webContents.openHandler!({ url: 'about:blank', frameName: 'vigie-viewer-2' }).action,
    permissions: {
      deskMicrophone: permission('vigie://desk/', 'media', { mediaType: 'audio' }),
      deskCamera: permission('vigie://desk/', 'media', { mediaType: 'video' }),
      viewerFullscreen: permission('vigie://viewer/', 'fullscreen'),
      foreignFullscreen: permission('https://example.org/', 'fullscreen'),
    },
    trusted: await connect('vigie://desk/desk/', true),
    subframe: await connect('vigie://desk/desk/', false),
    launched: await launched(),
    stranger: await connect('https://example.org/', true),
  })}\n`,
);
desk.emit('closed');
while (recorded.exitCode === null)
  await Promise.race([once(process, 'beforeExit'), new Promise(resolve => setTimeout(resolve, 20))]);
process.exit(recorded.exitCode);
