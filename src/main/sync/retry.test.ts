import { describe, expect, it } from 'vitest';
import { fail, failureCodes } from '../../contract/index.ts';
import { concernsAllRequests, nearlineMs, recovery, waitAskedFor } from './retry.ts';

describe('what to do after a failure', () => {
  it.each([
    [500, 'retry'],
    [502, 'retry'],
    [408, 'retry'],
    [425, 'retry'],
    [400, 'skip'],
    [406, 'skip'],
    [302, 'skip'],
  ])('status %d: %s', (status, expected) => {
    expect(recovery(fail('pacs-server-error', { status }).failure)).toBe(expected);
  });

  it('tries again what the network or a broken body did', () => {
    expect(recovery(fail('pacs-unreachable', { reason: 'ECONNRESET' }).failure)).toBe('retry');
    expect(recovery(fail('pacs-unreachable', { reason: 'not-configured' }).failure)).toBe('final');
    expect(recovery(fail('pacs-answer-unreadable').failure)).toBe('retry');
  });

  it('waits as long as the server asks for, and no shorter than a second', () => {
    expect(waitAskedFor(fail('pacs-busy', { status: 429, seconds: 7 }).failure)).toBe(7000);
    expect(waitAskedFor(fail('pacs-busy', { status: 503, seconds: 0 }).failure)).toBe(1000);
    expect(waitAskedFor(fail('pacs-busy', { status: 503 }).failure)).toBeNull();
    expect(waitAskedFor(fail('study-nearline', { status: 202, seconds: 90 }).failure)).toBe(90_000);
    expect(waitAskedFor(fail('study-nearline', { status: 202 }).failure)).toBe(nearlineMs);
    expect(waitAskedFor(fail('pacs-server-error', { status: 500, seconds: 7 }).failure)).toBeNull();
  });

  it('does not go on with anything that somebody must put right first', () => {
    const stops = failureCodes.filter(code => concernsAllRequests(fail(code).failure));
    expect(stops).toEqual(
      expect.arrayContaining([
        'pacs-unreachable',
        'pacs-credentials-refused',
        'pacs-tls-error',
        'cache-full',
        'cache-damaged',
        'store-unusable',
        'key-unavailable',
        'unexpected',
      ]),
    );
    for (const code of ['pacs-server-error', 'pacs-answer-unreadable', 'study-not-found', 'instance-unreadable']) {
      expect(stops).not.toContain(code);
    }
  });
});
