import { describe, expect, it } from 'vitest';
import type { Attributes } from '../synthetic/attributes.ts';
import { pixelModule } from '../synthetic/builder.ts';
import { voiBrightness } from '../voi/voi.ts';
import { show } from './show.test-data.ts';

/** A mammogram for presentation: 14 bits, a table and two windows of one function, as its vendor sends them. */
function mammogram(voiLutFunction: string, data: readonly number[], more: Attributes = {}): Attributes {
  return {
    ...pixelModule({
      kind: 'monochrome',
      photometric: 'MONOCHROME2',
      rows: 1,
      columns: data.length,
      bitsStored: 14,
      data: Uint16Array.from(data),
    }),
    SOPClassUID: '1.2.840.10008.5.1.4.1.1.1.2',
    Modality: 'MG',
    PresentationIntentType: 'FOR PRESENTATION',
    PresentationLUTShape: 'IDENTITY',
    WindowCenter: [8000, 9000],
    WindowWidth: [4000, 2000],
    WindowCenterWidthExplanation: ['NORMAL', 'HARDER'],
    VOILUTFunction: voiLutFunction,
    ...more,
  };
}
const levels = (outputs: readonly number[]) => outputs.map(output => Math.round(output * 255));

describe('a mammogram', () => {
  const values = [0, 5999, 6000, 7000, 8000, 9000, 10_000, 16_383];
  const functions = {
    SIGMOID: (x: number, center: number, width: number) => 1 / (1 + Math.exp((-4 * (x - center)) / width)),
    LINEAR_EXACT: (x: number, center: number, width: number) =>
      Math.min(1, Math.max(0, (x - (center - width / 2)) / width)),
  } as const;

  it.each(['SIGMOID', 'LINEAR_EXACT'] as const)('with windows by %s', name => {
    const { levels: found, presentation } = show(mammogram(name, values));
    expect(found).toEqual(levels(values.map(value => functions[name](value, 8000, 4000))));
    expect(presentation.vois.map(({ explanation }) => explanation)).toEqual(['NORMAL', 'HARDER']);
    const [, harder] = presentation.vois;
    for (const value of values) {
      expect(harder && voiBrightness(harder, value)).toBeCloseTo(functions[name](value, 9000, 2000), 12);
    }
  });

  it('with a VOI LUT Sequence, which comes first, and its windows to choose', () => {
    // from 4000 on, 1024 entries of 12 bits in the shape of a square root
    const entries = Uint16Array.from({ length: 1024 }, (_, at) => Math.floor(4095 * Math.sqrt(at / 1023)));
    const inputs = [0, 4000, 4001, 4256, 4512, 5023, 16_383];
    const { levels: found, presentation } = show(
      mammogram('SIGMOID', inputs, {
        VOILUTSequence: [{ LUTDescriptor: [1024, 4000, 12], LUTExplanation: 'VENDOR', LUTData: entries }],
      }),
    );
    expect(found).toEqual(levels(inputs.map(x => entries[Math.min(Math.max(x - 4000, 0), 1023)]! / 4095)));
    expect(presentation.vois.map(({ kind, explanation }) => `${kind} ${explanation}`)).toEqual([
      'table VENDOR',
      'window NORMAL',
      'window HARDER',
    ]);
  });
});
