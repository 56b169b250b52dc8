import { describe, expect, it } from 'vitest';
import type { DisplaySet, GeometryFindings, GeometryVerdict, Language } from '../../../contract/index.ts';
import { geometryVerdictSchema } from '../../../contract/index.ts';
import { createI18n } from '../../ui/i18n/create-i18n.ts';
import { type GeometryFacts, geometryBadges } from './geometry-badges.ts';

const findings: GeometryFindings = {
  gridSpacing: 3,
  shearDegrees: 0,
  line: 'along-normal',
  missing: [],
  duplicates: [],
  remarks: [],
};
const place: [number, number, number] = [0, 0, 0];
const gap = (afterFrame: number, count = 1) => ({ afterFrame, positions: Array.from({ length: count }, () => place) });
const missing: GeometryVerdict = { kind: 'stack-only', reason: 'missing-slices' };

function badges(more: Partial<DisplaySet>, facts: Partial<GeometryFacts> = {}, language: Language = 'en') {
  const displaySet = { verdict: { kind: 'regular' }, frames: Array(30).fill({}), ...more } as unknown as DisplaySet;
  const t = createI18n(language).getFixedT(language, 'viewer');
  return geometryBadges({ displaySet, kind: 'stack', slice: 0, ...facts }, t, language);
}
const texts = (...of: Parameters<typeof badges>) => badges(...of).map(({ text }) => text);

describe('the verdict is on screen', () => {
  const kinds = geometryVerdictSchema.options.map(option => option.shape.kind.value);
  const stackOnly = geometryVerdictSchema.options.find(option => option.shape.kind.value === 'stack-only');
  const reasons =
    stackOnly && 'reason' in stackOnly.shape ? (stackOnly.shape.reason as { options: string[] }).options : [];
  const verdicts = [
    ...kinds.filter(kind => kind !== 'stack-only').map(kind => ({ kind, shearDegrees: -12.34, reason: 'x' })),
    ...reasons.map(reason => ({ kind: 'stack-only', reason })),
  ] as GeometryVerdict[];

  it.each(
    verdicts.flatMap(verdict => [['en', verdict] as const, ['fr', verdict] as const]),
  )('in %s for %j', (language, verdict) => {
    const geometry = { ...findings, missing: [gap(4)] };
    for (const kind of ['stack', 'sagittal'] as const) {
      const [badge] = badges({ verdict, geometry }, { kind }, language);
      expect(badge).toMatchObject({ key: 'geometry' });
      // a key that no language has would stand there as it is
      expect(badge?.text).not.toMatch(/^\w+\.|\{\{|undefined/);
    }
  });

  it('has all verdicts of the contract', () => {
    expect(verdicts).toHaveLength(3 + 12);
  });
});

it('a tilt has its angle: corrected on planes, as acquired in the stack', () => {
  const verdict = { kind: 'shear-corrected', shearDegrees: -14.96 } as const;
  expect(texts({ verdict })).toEqual(['Gantry tilt of −15.0°: slices as acquired']);
  expect(texts({ verdict }, { kind: 'coronal' }, 'fr')).toEqual([
    'Inclinaison du statif de −15,0° corrigée',
    'Hachuré : non acquis',
  ]);
});

describe('gaps', () => {
  it('are said with the slices they follow', () => {
    expect(texts({ verdict: missing, geometry: { ...findings, missing: [gap(9)] } })).toEqual([
      '1 slice missing after slice 10',
    ]);
    expect(texts({ verdict: missing, geometry: { ...findings, missing: [gap(9, 2)] } }, {}, 'fr')).toEqual([
      '2 coupes manquantes après la coupe 10',
    ]);
    const five = { ...findings, missing: [gap(3), gap(8, 2), gap(12), gap(15), gap(20)] };
    expect(texts({ verdict: missing, geometry: five })).toEqual(['6 slices missing after slices 4, 9, 13, 16…']);
  });

  it('are said once more at the slices beside them', () => {
    const geometry = { ...findings, missing: [gap(9, 2)] };
    const beside = (slice: number) => texts({ verdict: missing, geometry }, { slice }).slice(1);
    expect([8, 9, 10, 11].map(beside)).toEqual([
      [],
      ['Gap: 2 slices missing after this one'],
      ['Gap: 2 slices missing before this one'],
      [],
    ]);
  });

  it('refuse a volume where the slices do not lie one above the other', () => {
    const geometry = { ...findings, line: 'crooked' as const, missing: [gap(9)] };
    expect(texts({ verdict: missing, geometry })).toContain('Slices only: missing slices');
  });

  it('are none while images are on their way', () => {
    const verdict = { kind: 'stack-only', reason: 'incomplete' } as const;
    expect(texts({ verdict, geometry: { ...findings, missing: [gap(9)] } }, { slice: 9 })).toEqual([
      'Slices only: series incomplete',
    ]);
  });
});

it('duplicates, contradictions and parts of a series are said', () => {
  const others = [{ sopInstanceUid: '1.2', frameNumber: 1 }];
  const geometry: GeometryFindings = {
    ...findings,
    duplicates: [
      { keptFrame: 1, others },
      { keptFrame: 4, others: [...others, ...others] },
    ],
    remarks: ['nominal-tilt-differs'],
  };
  expect(texts({ geometry }).slice(1)).toEqual([
    '3 duplicates set aside',
    'Header states a gantry tilt that the positions do not show',
  ]);
  expect(texts({ part: 'duplicates' }, {}, 'fr')).toContain('Doublons d’un autre ensemble d’images');
  expect(texts({ part: 'localizer', verdict: { kind: 'stack-only', reason: 'not-cross-sectional' } })).toEqual([
    'Localizer: no volume',
  ]);
});

it('a volume of several at the same places says which it is', () => {
  const repeat = { group: 'g', index: 1, count: 3, dimensions: [{ name: 'b-value', value: '1000' }] };
  expect(texts({ repeat })[0]).toBe('b 1000 (2/3)');
  const cardiac = { ...repeat, dimensions: [{ name: 'trigger time rank', value: '2' }] };
  expect(texts({ repeat: cardiac }, {}, 'fr')[0]).toBe('phase 2 (2/3)');
  const unknown = { ...repeat, dimensions: [{ name: 'dimension 00189087', value: '4' }] };
  expect(texts({ repeat: unknown })[0]).toBe('part 4 (2/3)');
  const twice = {
    ...repeat,
    dimensions: [
      { name: 'echo time', value: '4.6' },
      { name: 'image type', value: '' },
    ],
  };
  expect(texts({ repeat: twice })[0]).toBe('TE 4.6 ms (2/3)');
});
