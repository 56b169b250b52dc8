import type { Failure } from '../../../contract/index.ts';
import { decodeMessage } from './character-set.ts';
import { parseMessage, splitMessages } from './message.ts';
import { headerOf, type OrderChange } from './order-message.ts';
import { readMessage } from './patient-message.ts';

/** What the bytes of a file of order messages say: what was understood, and each message that was not. */
export interface OrderFile {
  readonly messages: readonly { readonly sentAt: string | null; readonly changes: readonly OrderChange[] }[];
  readonly failures: readonly Failure[];
}

/** Reads one or several order messages. A broken message costs only itself; its failure names segment and field. */
export function readOrderFile(bytes: Uint8Array, siteId: string): OrderFile {
  const decoded = decodeMessage(bytes);
  if ('unknownCharacterSet' in decoded) {
    return {
      messages: [],
      failures: [
        {
          code: 'order-unreadable',
          params: { segment: 'MSH', field: 'MSH-18', reason: 'character-set' },
          words: decoded.unknownCharacterSet.slice(0, 64),
        },
      ],
    };
  }
  const messages: { sentAt: string | null; changes: readonly OrderChange[] }[] = [];
  const failures: Failure[] = [];
  const texts = splitMessages(decoded.text);
  if (texts.length === 0)
    failures.push({ code: 'order-unreadable', params: { segment: 'MSH', field: 'MSH', reason: 'missing' } });
  for (const text of texts) {
    const message = parseMessage(text);
    const changes = message.ok ? readMessage(message.value, siteId) : message;
    if (changes.ok && message.ok) messages.push({ sentAt: headerOf(message.value).sentAt, changes: changes.value });
    else if (!changes.ok) failures.push(changes.failure);
  }
  return { messages, failures };
}
