import { expect, test } from 'vitest';
import { StudyCacheError } from './cache/index.ts';
import { KeyUnavailableError } from './ports.ts';
import { ReportStoreError } from './reports/index.ts';
import { startFault } from './start-fault.ts';

test('a profile that cannot be opened is named, with what to do', () => {
  const cache = (reason: string) =>
    startFault(new StudyCacheError({ code: 'store-unusable', params: { store: 'cache', reason } }), '/home/of');
  expect(cache('in-use')).toMatch(/\/home\/of is in use .* --home/);
  expect(cache('wrong-key-or-damaged')).toMatch(/passphrase or key file/);
  expect(cache('newer')).toMatch(/\/home\/of was written by a later version .* start that version/);
  expect(startFault(new ReportStoreError('newer'), '/home/of')).toBe(cache('newer'));
  expect(startFault(new ReportStoreError('in-use'), '/home/of')).toBe(cache('in-use'));
  const readOnly = new StudyCacheError({ code: 'store-unusable', params: { store: 'cache', code: 'EROFS' } });
  expect(startFault(readOnly, '/home/of')).toMatch(/\/home\/of cannot be written \(EROFS\): .* --home/);
  expect(startFault(new KeyUnavailableError('the key file is short'), '/home/of')).toBe('the key file is short');
  expect(startFault(new Error('EACCES: permission denied'), '/home/of')).toMatch(/\/home\/of: EACCES/);
});
