import { expect, test } from 'vitest';
import { fail, type Session } from '../contract/index.ts';
import { withNotice, withoutNotice } from './session-notices.ts';

const session: Session = {
  version: '0',
  host: 'node',
  language: 'fr',
  reader: { name: 'Demo', identifier: '1', demonstration: true },
  demonstration: true,
  keyProtection: 'file',
  notices: [],
};
const damaged = fail('cache-damaged', { what: 'instance' }).failure;
const full = fail('cache-full', {}).failure;

test('the same damage of a hundred instances is one notice, another fault is a second', () => {
  let told = withNotice(session, full);
  for (let i = 0; i < 100; i++) told = withNotice(told, fail('cache-damaged', { what: 'instance' }).failure);
  expect(told.notices).toEqual([full, damaged]);
});

test('a notice that was dismissed goes alone, and comes again with the fault', () => {
  const seen = withoutNotice(withNotice(withNotice(session, full), damaged), damaged);
  expect(seen.notices).toEqual([full]);
  expect(withNotice(seen, damaged).notices).toEqual([full, damaged]);
});
