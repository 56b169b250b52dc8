import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Page } from '../app.ts';

type Role = Page['role'];

/** The page that a Host header speaks for, or null for a name that is not ours (DNS rebinding). */
export function pageRoleOf(host: string | null, port: number): Role | null {
  if (host === `127.0.0.1:${port}`) return 'desk';
  if (host === `localhost:${port}`) return 'viewer';
  return null;
}

/** Tickets that open one page once: 256 random bits each. */
export class OneTimeTickets {
  readonly #open = new Map<string, Role>();

  issue(role: Role): string {
    const ticket = randomBytes(32).toString('base64url');
    this.#open.set(ticket, role);
    return ticket;
  }

  redeem(ticket: string | null, role: Role): boolean {
    if (ticket === null || this.#open.get(ticket) !== role) return false;
    return this.#open.delete(ticket);
  }
}

/**
 * The cookie of a page. Its name carries the port, since cookies are not kept apart by port; its value is known to this
 * start of the program only.
 */
export class SessionCookies {
  readonly #values: Readonly<Record<Role, string>> = {
    desk: randomBytes(32).toString('base64url'),
    viewer: randomBytes(32).toString('base64url'),
  };

  issue(role: Role, port: number): string {
    return `vigie-${port}=${this.#values[role]}; HttpOnly; SameSite=Strict; Path=/`;
  }

  admits(header: string | null, role: Role, port: number): boolean {
    const prefix = `vigie-${port}=`;
    const pairs = (header ?? '').split(';').map(pair => pair.trim());
    const value = pairs.find(pair => pair.startsWith(prefix))?.slice(prefix.length) ?? '';
    return timingSafeEqual(digest(value), digest(this.#values[role]));
  }
}

function digest(value: string): Buffer {
  return createHash('sha256').update(value).digest();
}
