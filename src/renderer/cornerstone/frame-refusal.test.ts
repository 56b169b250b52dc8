import { describe, expect, it } from 'vitest';
import { fail } from '../../contract/index.ts';
import { frameRefusalOf } from './frame-refusal.ts';

const mpeg4 = '1.2.840.10008.1.2.4.102';

describe('a frame that the cache does not give', () => {
  it.each([
    [
      fail('transfer-syntax-unsupported', { tag: '(0002,0010)', reason: 'video', uid: mpeg4 }).failure,
      { reason: 'video', detail: mpeg4 },
    ],
    [
      fail('transfer-syntax-unsupported', { tag: '(0002,0010)', reason: 'unknown', uid: '1.2.3' }).failure,
      { reason: 'unsupported', detail: '1.2.3' },
    ],
    [
      fail('instance-unreadable', { tag: '(7FE0,0010)', reason: 'codestream-truncated' }).failure,
      { reason: 'unreadable', detail: '(7FE0,0010) codestream truncated' },
    ],
    [fail('study-not-found', { what: 'frame' }).failure, { reason: 'http', detail: '' }],
    [null, { reason: 'http', detail: '' }],
    [{ code: 'made-up' }, { reason: 'http', detail: '' }],
  ])('%j', (body, refusal) => {
    expect(frameRefusalOf(body)).toEqual(refusal);
  });
});
