import { expect, it } from 'vitest';
import type { Reading } from '../../contract/index.ts';
import { withoutCopies } from './copies.ts';
import { order, study } from './sample.test-data.ts';

const reading = (site: string, studyUid: string, over: Partial<Reading> = {}): Reading => ({
  id: `${site}:${studyUid}`,
  site: { id: site, name: site },
  patient: study().patient,
  orders: [],
  study: study({ site, studyUid }),
  match: 'study-only',
  remarks: [],
  priority: 'routine',
  state: 'to-read',
  claim: null,
  cache: { state: 'none', instancesDone: 0, instancesTotal: null, bytesDone: 0, failure: null },
  priors: [],
  report: null,
  ...over,
});
const shown = (...readings: Reading[]) => withoutCopies(readings).map(({ id }) => id);

it('shows a study that two sites hold once, at the site that has its order', () => {
  const ordered = reading('south', '1.1', { orders: [order()] });
  expect(shown(reading('north', '1.1'), ordered)).toEqual(['south:1.1']);
  expect(shown(ordered, reading('north', '1.1'))).toEqual(['south:1.1']);
  expect(shown(reading('north', '1.1'), reading('south', '1.1'))).toEqual(['north:1.1']);
});

it('keeps what two sites ordered, what is claimed or reported, and other studies of the same name', () => {
  const [north, south] = ['north', 'south'].map(site => reading(site, '1.1', { orders: [order()] }));
  expect(shown(north!, south!)).toHaveLength(2);
  const claimed = reading('south', '1.1', { claim: { by: 'me', scope: 'workstation', mine: true } });
  expect(shown(north!, claimed)).toHaveLength(2);
  expect(shown(reading('north', '1.1'), reading('south', '1.2'))).toHaveLength(2);
});
