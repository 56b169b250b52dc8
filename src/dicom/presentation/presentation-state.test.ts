import { describe, expect, it } from 'vitest';
import type { DicomJson } from '../json/dicom-json.ts';
import { overlayPlanesOf } from '../overlay/overlay-plane.ts';
import { modalityTransformOf } from '../pixel/modality-transform.ts';
import { pixelDescriptionOf } from '../pixel/pixel-description.ts';
import { shutterOf } from '../shutter/shutter.ts';
import { voisOf } from '../voi/vois-of-image.ts';
import { isInvertedImage } from './grey-mapping.ts';
import { withPresentationState } from './presentation-state.ts';

type Values = Record<string, [vr: string, ...values: unknown[]]>;
const json = (values: Values): DicomJson =>
  Object.fromEntries(Object.entries(values).map(([key, [vr, ...Value]]) => [key, { vr, Value }]));

/** A CT of 12 bits with a rescale, a window, a shutter and two overlays of its own. */
const image = json({
  '00080016': ['UI', '1.2.840.10008.5.1.4.1.1.2'],
  '00080018': ['UI', '1.2.3'],
  '00180015': ['CS', 'CHEST'],
  '00181600': ['CS', 'CIRCULAR'],
  '00181610': ['IS', 1, 1],
  '00181612': ['IS', 1],
  '00280004': ['CS', 'MONOCHROME1'],
  '00280010': ['US', 4],
  '00280011': ['US', 4],
  '00280100': ['US', 16],
  '00280101': ['US', 12],
  '00280103': ['US', 0],
  '00281050': ['DS', 40],
  '00281051': ['DS', 400],
  '00281052': ['DS', -1024],
  '00281053': ['DS', 1],
  '60000010': ['US', 4],
  '60000011': ['US', 4],
  '60020010': ['US', 4],
  '60020011': ['US', 4],
});
const voi = (center: number, ...images: DicomJson[]): DicomJson => ({
  ...json({ '00281050': ['DS', center], '00281051': ['DS', 10] }),
  ...(images.length === 0 ? {} : { '00081140': { vr: 'SQ', Value: images } }),
});
const named = (uid: string, ...frames: number[]): DicomJson =>
  json({ '00081155': ['UI', uid], ...(frames.length === 0 ? {} : { '00081160': ['IS', ...frames] }) });
const center = (header: DicomJson, frame = 1) => {
  const [first] = voisOf(header, frame);
  return first?.kind === 'window' ? first.window.center : null;
};

describe('a presentation state', () => {
  it('that has no stage makes each the identity', () => {
    const header = withPresentationState(image, {}, 1);
    const description = pixelDescriptionOf(header);
    if (!description.ok) throw new Error('no description');
    expect(modalityTransformOf(header, description.value, 1)).toEqual({ kind: 'linear', slope: 1, intercept: 0 });
    // 12 bits: 0 to 4095
    expect(voisOf(header, 1)).toMatchObject([{ window: { center: 2048, width: 4096 } }]);
    expect(shutterOf(header, 1)).toBeNull();
    expect(overlayPlanesOf(header)).toEqual([]);
    expect(header['00180015']?.Value).toEqual(['CHEST']);
  });

  it('takes the window of the image and frame that it names', () => {
    const state = (...items: DicomJson[]): DicomJson => ({ '00283110': { vr: 'SQ', Value: items } });
    const several = state(voi(1, named('1.2.9')), voi(2, named('1.2.3', 7, 8)), voi(3, named('1.2.3')));
    expect(center(withPresentationState(image, several, 1))).toBe(3);
    expect(center(withPresentationState(image, several, 8))).toBe(2);
    expect(center(withPresentationState(image, state(voi(4)), 1))).toBe(4);
  });

  it('replaces rescale, polarity, shutter and per-frame attributes', () => {
    const state = json({
      '00181600': ['CS', 'RECTANGULAR'],
      '00181602': ['IS', 1],
      '00181604': ['IS', 2],
      '00181606': ['IS', 1],
      '00181608': ['IS', 2],
      '00281052': ['DS', 5],
      '00281053': ['DS', 2],
      '20500020': ['CS', 'IDENTITY'],
    });
    const own = { vr: 'SQ', Value: [{ '00289132': { vr: 'SQ', Value: [voi(77)] } }] };
    const header = withPresentationState({ ...image, '52009230': own }, state, 1);
    expect(isInvertedImage(image)).toBe(true);
    expect(isInvertedImage(header)).toBe(false);
    expect(shutterOf(header, 1)?.shapes.map(({ kind }) => kind)).toEqual(['rectangular']);
    // 2 × 0 + 5 to 2 × 4095 + 5
    expect(voisOf(header, 1)).toMatchObject([{ window: { center: 4100.5, width: 8191 } }]);
  });

  it('shows the overlays of the image that it activates', () => {
    const header = withPresentationState(image, json({ '60021001': ['CS', 'LAYER1'] }), 1);
    expect(overlayPlanesOf(header).map(({ group }) => group)).toEqual([0x6002]);
  });
});
