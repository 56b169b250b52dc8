import type { MessagePort } from 'node:worker_threads';
import type { Outcome } from '../../../contract/index.ts';
import type { HandedOver } from '../../cache/index.ts';
import type { Patience } from '../exchange.ts';
import type { RetrieveSummary } from '../pacs-client.ts';

/** What the transfer thread is started with. */
export interface TransferThreadData {
  /** Module whose `httpClient()` gives the network; see `HttpClient.threads`. */
  readonly network: string;
  /** Where instances are handed to the thread that writes the cache. */
  readonly cache: MessagePort;
}

/** One WADO-RS request of the transfer thread. */
export interface TransferOrder {
  readonly siteId: string;
  readonly url: string;
  readonly patience: Patience;
  readonly maxInstanceBytes: number;
  /** Whether the site slows its transfers down: then each piece asks before the next is read. */
  readonly isPaced: boolean;
}

/** What the thread asks while a retrieval runs; the main thread decides everything. */
export type TransferQuestion =
  /** The value of the Authorization header for a request that is about to be sent. Answered with a string or null. */
  | { readonly ask: 'authorization' }
  /** Whether more may be read after so many bytes. */
  | { readonly ask: 'pace'; readonly bytes: number }
  /** An instance came whole; answered when the next may come. */
  | { readonly ask: 'take'; readonly instance: number; readonly bytes: number };

export type ToTransferThread =
  | { readonly kind: 'retrieve'; readonly retrieval: number; readonly order: TransferOrder }
  | { readonly kind: 'cancel'; readonly retrieval: number }
  /** `error`: the question could not be answered; the retrieval ends. */
  | { readonly kind: 'answer'; readonly question: number; readonly value: string | null; readonly error?: string }
  /** Posts a held instance to the cache's thread with what must come with it. */
  | { readonly kind: 'hand-over'; readonly instance: number; readonly handedOver: HandedOver }
  | { readonly kind: 'drop'; readonly instance: number };

export type FromTransferThread =
  | ({ readonly kind: 'question'; readonly question: number; readonly retrieval: number } & TransferQuestion)
  | { readonly kind: 'handed-over'; readonly instance: number; readonly isHeld: boolean }
  | { readonly kind: 'ended'; readonly retrieval: number; readonly outcome: Outcome<RetrieveSummary> };
