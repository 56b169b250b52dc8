import { Agent, type RequestInit as UndiciRequestInit, fetch as undiciFetch } from 'undici';
import type { HttpClient } from '../ports.ts';
import { workerEntry } from '../worker-entry.ts';

/**
 * The network under Node. Its built-in fetch asserts outside of every promise when a peer closes a connection whose answer
 * waits to be read (nodejs/undici#5360): a PACS that closes idle connections would end the whole program. The library's
 * later version reads on. HTTP/1.1, as the built-in one speaks.
 */
export function nodeHttpClient(): HttpClient {
  const dispatcher = new Agent({ allowH2: false });
  return {
    threads: workerEntry('transfer-network', import.meta.url),
    async fetch(request) {
      const { method, redirect, signal, body } = request;
      const init = { method, headers: [...request.headers], redirect, signal, body, duplex: 'half', dispatcher };
      const response = await undiciFetch(request.url, init as unknown as UndiciRequestInit);
      return response as unknown as Response;
    },
  };
}
