import { implement } from '@orpc/server';
import { api } from '../../contract/index.ts';

/** Which page speaks; the host knows it by the page's origin, never by what the page says. */
export interface Page {
  readonly role: 'desk' | 'viewer';
}

/** The contract waiting for its handlers. */
export const procedures = implement(api).$context<Page>();
