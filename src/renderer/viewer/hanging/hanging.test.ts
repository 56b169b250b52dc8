import { describe, expect, it } from 'vitest';
import type { DisplaySet, StudySummary } from '../../../contract/index.ts';
import { chosenPrior, intervalBetween, mainDisplaySet, matchingDisplaySet } from './choose.ts';
import { type HangingInput, hang } from './hanging.ts';

function displaySet(id: string, images: number, more: Partial<DisplaySet> = {}): DisplaySet {
  return {
    id,
    modality: 'CT',
    description: '',
    seriesNumber: null,
    verdict: { kind: 'regular' },
    frames: Array.from({ length: images }, () => ({ sopInstanceUid: '1', frameNumber: 1, path: '/' })),
    ...more,
  } as DisplaySet;
}

const current = displaySet('current', 120);
const prior = displaySet('prior', 100);
const shown = (input: Partial<HangingInput>) =>
  hang({ layout: 'stack', windows: 1, current, second: null, prior, ...input }).map(window =>
    window.panes.map(pane => `${pane.role}:${pane.kind}`),
  );

describe('the hanging', () => {
  it('puts the prior beside the current study in one window', () => {
    expect(shown({})).toEqual([['current:stack', 'prior:stack']]);
    expect(shown({ prior: null })).toEqual([['current:stack']]);
  });

  it('puts the prior into the second window', () => {
    expect(shown({ windows: 2 })).toEqual([['current:stack'], ['prior:stack']]);
  });

  it('shows three planes and the volume, the prior only where a second window is', () => {
    const planes = ['current:axial', 'current:coronal', 'current:sagittal', 'current:volume3d'];
    expect(shown({ layout: 'mpr' })).toEqual([planes]);
    expect(shown({ layout: 'mpr', windows: 2 })).toEqual([planes, ['prior:stack']]);
  });

  it('fills the second window with another series, or the second half of the only one', () => {
    const second = displaySet('second', 20);
    const [, window] = hang({ layout: 'stack', windows: 2, current, second, prior: null });
    expect(window?.panes[0]).toMatchObject({ displaySet: second, start: 0 });
    const [, half] = hang({ layout: 'stack', windows: 2, current, second: null, prior: null });
    expect(half?.panes[0]).toMatchObject({ displaySet: current, start: 0.5 });
  });

  it('leaves the windows empty while nothing is here', () => {
    expect(shown({ current: null, prior: null, windows: 2 })).toEqual([[], []]);
  });
});

describe('the display set to start with', () => {
  const localizer = displaySet('localizer', 2, {
    seriesNumber: 1,
    verdict: { kind: 'stack-only', reason: 'single-frame' },
  });
  const thin = displaySet('thin', 300, { seriesNumber: 3, description: 'Thin' });
  const thick = displaySet('thick', 60, { seriesNumber: 2, description: 'Thick' });

  it('is the largest volume, not the localizer', () => {
    expect(mainDisplaySet([localizer, thick, thin])?.id).toBe('thin');
  });

  it('of a prior is the one with the same words, else of the same modality', () => {
    expect(matchingDisplaySet(displaySet('x', 1, { description: 'THICK' }), [localizer, thin, thick])?.id).toBe(
      'thick',
    );
    const mr = displaySet('mr', 500, { modality: 'MR' });
    expect(matchingDisplaySet(displaySet('x', 1), [mr, thick])?.id).toBe('thick');
  });
});

describe('the prior', () => {
  const study = (studyUid: string, modality: string, studyAt: string) =>
    ({ studyUid, modalities: [modality], studyAt }) as unknown as StudySummary;
  const now = study('now', 'CT', '2026-11-22');
  const priors = [
    study('ct-old', 'CT', '2020-01-01'),
    study('cr', 'CR', '2026-01-01'),
    study('ct', 'CT', '2025-01-01'),
  ];

  it('is the newest of the same modality, unless another was asked for', () => {
    expect(chosenPrior(now, priors, null)?.studyUid).toBe('ct');
    expect(chosenPrior(now, priors, 'cr')?.studyUid).toBe('cr');
    expect(chosenPrior(now, [], null)).toBeNull();
  });

  it('says how long before it was made', () => {
    expect(intervalBetween('2026-11-20T10:00:00', '2026-11-22T03:14:00')).toEqual({ unit: 'days', value: 2 });
    expect(intervalBetween('2026-10-25', '2026-11-22')).toEqual({ unit: 'weeks', value: 4 });
    expect(intervalBetween('2026-03-20', '2026-11-22')).toEqual({ unit: 'months', value: 8 });
    expect(intervalBetween('2023-11-22', '2026-11-22')).toEqual({ unit: 'years', value: 3 });
    expect(intervalBetween(null, '2026-11-22')).toBeNull();
  });
});
