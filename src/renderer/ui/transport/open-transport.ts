import { RPCLink as MessagePortLink } from '@orpc/client/message-port';
import { RPCLink as WebSocketLink } from '@orpc/client/websocket';
import type { OpenTransport } from './api-client.ts';

/** What the preload script exposes in Electron. */
export interface VigieBridge {
  readonly host: 'electron';
  /** Tells the bootstrap that a worklist is on screen. */
  worklistRendered(): void;
}

declare global {
  interface Window {
    readonly vigie?: VigieBridge;
  }
}

/** The transport of this page: the shell's message port where there is one, else a WebSocket to the page's host. */
export function transportOfPage(page: Window): OpenTransport {
  if (page.vigie) return () => openMessagePort(page);
  const { protocol, host } = page.location;
  return () => openWebSocket(`${protocol === 'https:' ? 'wss' : 'ws'}://${host}/api`);
}

/** A port cannot pass the context bridge: the page keeps one end and posts the other to the preload script. */
async function openMessagePort(page: Window) {
  const { port1, port2 } = new MessageChannel();
  const closed = new Promise<void>(resolve => port1.addEventListener('close', () => resolve(), { once: true }));
  const link = new MessagePortLink({ port: port1 });
  port1.start();
  page.postMessage('vigie:connect', page.location.origin, [port2]);
  return { link, closed };
}

function openWebSocket(url: string) {
  const websocket = new WebSocket(url);
  const link = new WebSocketLink({ websocket });
  const closed = new Promise<void>(resolve => websocket.addEventListener('close', () => resolve(), { once: true }));
  return new Promise<{ link: typeof link; closed: Promise<void> }>((resolve, reject) => {
    websocket.addEventListener('open', () => resolve({ link, closed }), { once: true });
    websocket.addEventListener('close', () => reject(new Error('the connection was refused')), { once: true });
  });
}
