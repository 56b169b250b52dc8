import { describe, expect, it } from 'vitest';
import type { DisplaySet } from '../../../contract/index.ts';
import { windowOfVoi } from '../../../dicom/voi/voi.ts';
import type { FrameDescription } from '../../cornerstone/frame-description.ts';
import { resources } from '../../ui/i18n/index.ts';
import { edgeLetters, lettersOf, oppositeLetters } from './orientation-letters.ts';
import { type OverlayFacts, overlayText, windowKey } from './overlay-text.ts';
import { scaleBar } from './scale-bar.ts';

describe('orientation letters', () => {
  it('of an axial picture are R to the left and A on top (PS3.3 C.7.6.1.1.1)', () => {
    expect(edgeLetters({ right: [1, 0, 0], down: [0, 1, 0] })).toEqual({
      right: 'L',
      left: 'R',
      bottom: 'P',
      top: 'A',
    });
  });

  it('of a coronal picture are H on top', () => {
    expect(edgeLetters({ right: [1, 0, 0], down: [0, 0, -1] })).toMatchObject({ top: 'H', bottom: 'F' });
  });

  it('of an oblique direction start with the largest component and leave out small ones', () => {
    expect(lettersOf([0.8, 0.6, 0])).toBe('LP');
    expect(lettersOf([0.02, -0.6, 0.8])).toBe('HA');
  });

  it('of a projection follow from its own two', () => {
    expect(oppositeLetters({ right: 'L', bottom: 'F' })).toEqual({ right: 'L', left: 'R', bottom: 'F', top: 'H' });
    expect(oppositeLetters({ right: 'A', bottom: 'FR' }).top).toBe('HL');
  });
});

describe('the scale bar', () => {
  it('is the longest round length that fits its share', () => {
    // 2 px/mm in 500 px: at most 200 px are 100 mm
    expect(scaleBar(2, 500)).toEqual({ mm: 100, pixels: 200 });
    expect(scaleBar(1.9, 500)).toEqual({ mm: 100, pixels: 190 });
    expect(scaleBar(2.1, 500)).toEqual({ mm: 50, pixels: 105 });
  });

  it('is not drawn where even the shortest is too long', () => {
    expect(scaleBar(1000, 500)).toBeNull();
  });
});

const frame = {
  sopInstanceUid: '1.2',
  samplesPerPixel: 1,
  position: [-160, -150, -40.25],
  rowDirection: [1, 0, 0],
  columnDirection: [0, 1, 0],
  sliceThickness: 2.5,
  patient: { patientId: 'P1', name: 'LEFÈVRE^Éloïse', birthDate: '1964-02-29', sex: 'F' },
  study: { description: 'TDM thoracique', date: '2026-11-22', time: '03:14' },
  series: { description: 'Parenchyme', number: 2 },
} as unknown as FrameDescription;

const facts: OverlayFacts = {
  kind: 'stack',
  displaySet: { rows: 512, columns: 256 } as DisplaySet,
  frame,
  slice: 57,
  sliceCount: 120,
  voi: { kind: 'window', window: { center: 40, width: 400, function: 'LINEAR' }, explanation: '' },
  scale: null,
  zoom: 1.954,
  slab: 0,
  rendering: null,
};

describe('the overlay', () => {
  const french = overlayText(facts, resources.fr.viewer.overlay, 'fr');

  it('says in the corners who, what, how and where', () => {
    expect(french.topLeft).toEqual(['LEFÈVRE Éloïse', 'P1 · F · 29/02/1964']);
    expect(french.topRight).toEqual(['TDM thoracique', 'Série 2 · Parenchyme', '22/11/2026 03:14']);
    expect(french.bottomLeft).toEqual(['L/C 400 / 40', 'Zoom 195\u202f%', 'Ép. 2,5\u202fmm']);
    // z is negative: towards the feet
    expect(french.bottomRight).toEqual(['Im. 57/120', 'Pos. F40,3\u202fmm', '256 × 512']);
  });

  it('writes numbers as the language does', () => {
    const english = overlayText(facts, resources.en.viewer.overlay, 'en');
    expect(english.bottomLeft[2]).toBe('Thk 2.5\u202fmm');
  });

  it('names the plane and the slab of a reformat', () => {
    const text = overlayText({ ...facts, kind: 'coronal', slab: 10 }, resources.fr.viewer.overlay, 'fr');
    expect(text.bottomRight[0]).toBe('Coronal');
    expect(text.bottomLeft).toContain('MIP 10,0\u202fmm');
  });

  it('speaks of PET in uptakes', () => {
    const window = { center: 25_000, width: 50_000, function: 'LINEAR_EXACT' } as const;
    const voi = { kind: 'window', window, explanation: '' } as const;
    const text = overlayText(
      { ...facts, voi, scale: { factor: 1e-4, unit: '{SUVbw}g/ml' } },
      resources.fr.viewer.overlay,
      'fr',
    );
    expect(text.bottomLeft[0]).toBe('SUVbw 0,0 – 5,0');
  });

  it("names the image's own window and table in its maker's words", () => {
    const named = { ...facts, voi: { ...facts.voi, explanation: 'BONE' } };
    expect(overlayText(named, resources.en.viewer.overlay, 'en').bottomLeft[0]).toBe('W/L 400 / 40 BONE');
    const table = { kind: 'table', table: { first: 0, entries: [0, 1], bits: 8 }, explanation: 'NORMAL' } as const;
    expect(overlayText({ ...facts, voi: table }, resources.en.viewer.overlay, 'en').bottomLeft[0]).toBe('LUT NORMAL');
  });

  it('begins with side and view of a projection', () => {
    const displaySet = { ...facts.displaySet, laterality: 'R', view: 'MLO' } as DisplaySet;
    expect(overlayText({ ...facts, displaySet }, resources.fr.viewer.overlay, 'fr').topRight[0]).toBe('R MLO');
  });

  it('has no window for colours', () => {
    const colour = { ...facts, frame: { ...frame, samplesPerPixel: 3 as const } };
    expect(overlayText(colour, resources.fr.viewer.overlay, 'fr').bottomLeft[0]).toMatch(/^Zoom/);
  });

  it('gives machines the window as centre and width', () => {
    expect(windowKey(windowOfVoi(facts.voi))).toBe('40/400');
  });
});
