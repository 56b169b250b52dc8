import { describe, expect, it } from 'vitest';
import { OneTimeTickets, pageRoleOf, SessionCookies } from './admission.ts';

describe('admission to the loopback server', () => {
  it('knows its two names and no other (DNS rebinding)', () => {
    expect(pageRoleOf('127.0.0.1:4000', 4000)).toBe('desk');
    expect(pageRoleOf('localhost:4000', 4000)).toBe('viewer');
    for (const host of ['evil.example:4000', '127.0.0.1:4001', 'localhost', '', null])
      expect(pageRoleOf(host, 4000)).toBeNull();
  });

  it('redeems a ticket once, and only for the page it was made for', () => {
    const tickets = new OneTimeTickets();
    const ticket = tickets.issue('desk');
    expect(tickets.redeem(ticket, 'viewer')).toBe(false);
    expect(tickets.redeem(ticket, 'desk')).toBe(true);
    expect(tickets.redeem(ticket, 'desk')).toBe(false);
    expect(tickets.redeem(null, 'desk')).toBe(false);
  });

  it('admits a page by its own cookie only', () => {
    const cookies = new SessionCookies();
    const pair = (role: 'desk' | 'viewer') => cookies.issue(role, 4000).split(';')[0] ?? '';
    expect(cookies.admits(`other=1; ${pair('desk')}`, 'desk', 4000)).toBe(true);
    expect(cookies.admits(pair('desk'), 'viewer', 4000)).toBe(false);
    expect(cookies.admits(pair('desk').slice(0, -1), 'desk', 4000)).toBe(false);
    expect(cookies.admits(null, 'desk', 4000)).toBe(false);
    expect(cookies.issue('desk', 4000)).toMatch(/; HttpOnly; SameSite=Strict; Path=\/$/);
  });
});
