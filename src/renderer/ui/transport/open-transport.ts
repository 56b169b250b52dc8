import { RPCLink as MessagePortLink } from '@orpc/client/message-port';
import { RPCLink as WebSocketLink } from '@orpc/client/websocket';
import type { OpenTransport } from './api-client.ts';

/** What the preload script exposes in Electron. */
export interface VigieBridge {
  /** A fresh port to the main side. */
  connect(): Promise<MessagePort>;
}

declare global {
  interface Window {
    readonly vigie?: VigieBridge;
  }
}

/** The transport of this page: the shell's message port where there is one, else a WebSocket to the page's host. */
export function transportOfPage(page: Window): OpenTransport {
  const bridge = page.vigie;
  if (bridge) return () => openMessagePort(bridge);
  const { protocol, host } = page.location;
  return () => openWebSocket(`${protocol === 'https:' ? 'wss' : 'ws'}://${host}/api`);
}

async function openMessagePort(bridge: VigieBridge) {
  const port = await bridge.connect();
  const closed = new Promise<void>(resolve => port.addEventListener('close', () => resolve(), { once: true }));
  const link = new MessagePortLink({ port });
  port.start();
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
