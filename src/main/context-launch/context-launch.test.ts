import { expect, it } from 'vitest';
import type { Worklist } from '../../contract/index.ts';
import { StateChannel } from '../channel.ts';
import { sampleReading } from '../reports/sample.test-data.ts';
import { ContextLaunch } from './index.ts';
import { launchOf, linkSignature } from './launch-request.ts';

const now = Date.parse('2026-11-25T08:00:00Z');
const secret = 'shared-with-the-ris';
const proof = { secret, now };
const soon = String(now / 1000 + 60);

function link(query: Record<string, string>, key = secret): string {
  const url = new URL('vigie://open');
  for (const [name, value] of Object.entries({ ...query, signature: linkSignature(query, key) })) {
    url.searchParams.set(name, value);
  }
  return url.href;
}

it('reads a command line, and leaves what is the shell’s alone', () => {
  expect(launchOf(['--accession', 'A-1', '--site', 'north'], proof)).toEqual({
    ok: true,
    value: { accession: 'A-1', site: 'north' },
  });
  expect(launchOf(['--study=1.2.3', '--original-process-start-time=1'], proof)).toMatchObject({
    value: { studyUid: '1.2.3' },
  });
  expect(launchOf(['--home', '/tmp/x', '--lang', 'fr'], proof)).toEqual({ ok: true, value: null });
});

it('reads a signed link', () => {
  expect(launchOf([link({ accession: 'A 1/é', site: 'north', expires: soon })], proof)).toEqual({
    ok: true,
    value: { accession: 'A 1/é', site: 'north' },
  });
});

it.each([
  ['links-not-configured', [link({ accession: 'A-1', expires: soon })], null],
  ['signature', [link({ accession: 'A-1', expires: soon }, 'another')], secret],
  ['signature', [`${link({ accession: 'A-1', expires: soon })}0`], secret],
  ['signature', ['vigie://open?accession=A-1'], secret],
  ['expired', [link({ accession: 'A-1', expires: String(now / 1000 - 1) })], secret],
  ['expired', [link({ accession: 'A-1', expires: String(now / 1000 + 100_000) })], secret],
  ['expired', [link({ accession: 'A-1' })], secret],
  ['link', [link({ accession: 'A-1', expires: soon, sign: 'yes' })], secret],
  ['link', [`${link({ accession: 'A-1', expires: soon })}&accession=A-2`], secret],
  ['link', ['vigie://sign?accession=A-1'], secret],
  ['link', ['vigie:%%%'], secret],
  ['examination', [link({ accession: 'A-1', study: '1.2', expires: soon })], secret],
  ['examination', ['--accession', ''], secret],
  ['examination', ['--study', '1.2; DROP TABLE'], secret],
  ['examination', ['--accession', 'A-1', '--site', '../x'], secret],
] as const)('refuses, for %s, %j', (reason, args, key) => {
  expect(launchOf(args, { secret: key, now })).toEqual({
    ok: false,
    failure: { code: 'launch-refused', params: { reason } },
  });
});

it('waits for what is asked for, and opens nothing that is not one examination', async () => {
  const worklist = new StateChannel<Worklist>({ readings: [], sites: [] });
  const launch = new ContextLaunch(worklist, () => proof, 200);
  const next = async () => (await launch.launches.take(AbortSignal.timeout(2000)).next()).value;
  const waiting = launch.take(['--accession', 'A-2']);
  worklist.set({ readings: [sampleReading(1), sampleReading(2)], sites: [] });
  await waiting;
  expect(await next()).toEqual({ ok: true, value: { readingId: 'hospital:A-2' } });
  await launch.take(['--study', '1.2.1']);
  expect(await next()).toMatchObject({ value: { readingId: 'hospital:A-1' } });
  await launch.take(['--accession', 'A-9']);
  expect(await next()).toEqual({ ok: false, failure: { code: 'launch-not-found', params: {} } });
  worklist.set({ readings: [sampleReading(1), sampleReading(1, 'north')], sites: [] });
  await launch.take(['--accession', 'A-1']);
  expect(await next()).toMatchObject({ failure: { code: 'launch-ambiguous', params: { found: 2 } } });
  await launch.take(['--accession', 'A-1', '--site', 'north']);
  expect(await next()).toMatchObject({ value: { readingId: 'north:A-1' } });
});
