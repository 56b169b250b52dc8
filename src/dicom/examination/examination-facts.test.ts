import { describe, expect, it } from 'vitest';
import type { DicomJson } from '../json/dicom-json.ts';
import { examinationFacts } from './examination-facts.ts';

const text = (vr: string, ...values: unknown[]) => ({ vr, Value: values });
const image = (more: DicomJson = {}): DicomJson => ({
  '00080016': text('UI', '1.2.840.10008.5.1.4.1.1.2'),
  '00080060': text('CS', 'CT'),
  '0020000E': text('UI', '1.2.1'),
  '0008103E': text('LO', 'Thorax 1 mm'),
  '00180050': text('DS', 1.25),
  '00180060': text('DS', 120),
  ...more,
});
const code = (value: string): DicomJson => ({ '00080100': text('SH', value), '00080102': text('SH', 'DCM') });
const measured = (name: string, value: number): DicomJson => ({
  '0040A040': text('CS', 'NUM'),
  '0040A043': text('SQ', code(name)),
  '0040A300': text('SQ', { '0040A30A': text('DS', value) }),
});
const container = (name: string, ...items: DicomJson[]): DicomJson => ({
  '0040A040': text('CS', 'CONTAINER'),
  '0040A043': text('SQ', code(name)),
  '0040A730': text('SQ', ...items),
});
/** PS3.16 TID 10011: accumulated dose (TID 10012) and one irradiation event each (TID 10013). */
const ctDose = (total: number, ...events: number[]): DicomJson => ({
  '00080016': text('UI', '1.2.840.10008.5.1.4.1.1.88.67'),
  '00080060': text('CS', 'SR'),
  ...container(
    '113701',
    container('113811', measured('113813', total)),
    ...events.map(event => container('113819', container('113829', measured('113830', event), measured('113838', 99)))),
  ),
});

describe('how a study was made', () => {
  it('is what its headers say', () => {
    const facts = examinationFacts(
      [
        image({ '00180010': text('LO', 'Iodine 350'), '00181041': text('DS', 80) }),
        image({ '0020000E': text('UI', '1.2.2'), '0008103E': text('LO', 'Thorax 5 mm'), '00180050': text('DS', 5) }),
        image({ '00080008': text('CS', 'ORIGINAL', 'PRIMARY', 'LOCALIZER'), '00180050': text('DS', 0.6) }),
      ],
      true,
    );
    expect(facts).toEqual({
      contrast: { state: 'given', agent: 'Iodine 350', volume: 80 },
      sliceThickness: { least: 1.25, most: 5 },
      tubeVoltage: { least: 120, most: 120 },
      series: ['Thorax 1 mm', 'Thorax 5 mm'],
      dose: null,
    });
  });

  it.each<[string, DicomJson[], boolean, string]>([
    ['no agent in a whole CT', [image()], true, 'none'],
    ['an agent field that says none', [image({ '00180010': text('LO', 'NONE') })], true, 'none'],
    ['no agent while images are missing', [image()], false, 'unknown'],
    ['a radiograph', [image({ '00080060': text('CS', 'DX') })], true, 'unknown'],
    ['nothing', [], true, 'unknown'],
    [
      'a coded agent',
      [image({ '00180012': text('SQ', { ...code('C-B0322'), '00080104': text('LO', 'Iohexol') }) })],
      false,
      'given',
    ],
  ])('knows about contrast: %s', (_name, headers, complete, expected) => {
    expect(examinationFacts(headers, complete).contrast.state).toBe(expected);
  });

  it('takes the dose of the report that holds the most: each repeats what came before', () => {
    const { dose } = examinationFacts([image(), ctDose(120.5, 4.1), ctDose(642.25, 4.1, 11.2)], true);
    expect(dose).toEqual({ ctdiVol: [4.1, 11.2], dlp: 642.25, dap: null });
  });

  it('gives the dose area product in cGy.cm²', () => {
    const report = { ...ctDose(0), ...container('113701', container('113702', measured('113722', 0.000012))) };
    expect(examinationFacts([report], true).dose?.dap).toBeCloseTo(12, 9);
  });

  it('survives a report that is nested without end', () => {
    let item = measured('113813', 1);
    for (let depth = 0; depth < 5000; depth++) item = container('113811', item);
    expect(examinationFacts([{ ...ctDose(7), '0040A730': text('SQ', item) }], true).dose).toBe(null);
  });
});
