import { expect, it } from 'vitest';
import type { Overlay } from './overlay.ts';
import { overlayFromJson, overlayToJson } from './overlay-json.ts';

const plane = {
  group: 0x6000,
  rows: 3,
  columns: 3,
  origin: { row: 1, column: 1 },
  kind: 'graphics',
  label: '',
  frames: null,
  bits: 'own-element',
} as const;

it('travels with the first pixel in the lowest bit, and comes back', () => {
  const overlay: Overlay = { plane, bitmap: Uint8Array.from([1, 0, 1, 0, 0, 0, 0, 1, 1]) };
  const json = overlayToJson(overlay);
  expect([...Buffer.from(json.bits, 'base64')]).toEqual([0b1000_0101, 1]);
  expect(overlayFromJson(JSON.parse(JSON.stringify(json)))).toEqual(overlay);
});

it('with too few bits is none', () => {
  expect(overlayFromJson({ plane, bits: 'AA==' })).toBeNull();
});
