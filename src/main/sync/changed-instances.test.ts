import { expect, it } from 'vitest';
import type { DicomJson } from '../cache/index.ts';
import { changedInstances } from './changed-instances.ts';

const header = (uid: string, over: Record<string, unknown[]> = {}) => {
  const values = {
    '00080018': [uid],
    '00080033': ['101500'],
    '00100010': [{ Alphabetic: 'DUPONT^ANNE' }],
    '00200032': [1.5, -20, 3],
    ...over,
  };
  return Object.fromEntries(Object.entries(values).map(([tag, Value]) => [tag, { vr: 'UN', Value }])) as DicomJson;
};

it('names what the PACS describes otherwise, and nothing that is only written otherwise', () => {
  const here = [header('1.1'), header('1.2'), header('1.3'), header('1.4')];
  expect(
    changedInstances(here, [
      header('1.1', { '00200032': ['1.50', '-20', '3.0'], '00100010': [{ Alphabetic: 'DUPONT^ANNE^' }] }),
      header('1.2', { '00200032': [1.5, -20, 4] }),
      header('1.3', { '00100010': [{ Alphabetic: 'DUPOND^ANNE' }] }),
      header('1.4', { '00281053': [2] }),
      header('1.9'),
    ]),
  ).toEqual(['1.2', '1.3', '1.4']);
});

it('takes what the PACS leaves out for no change', () => {
  const sparse = { '00080018': { Value: ['1.1'] }, '00080033': { Value: [] } };
  expect(changedInstances([header('1.1')], [sparse])).toEqual([]);
});
