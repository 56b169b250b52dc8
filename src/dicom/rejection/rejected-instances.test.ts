import { describe, expect, it } from 'vitest';
import type { DicomJson } from '../json/dicom-json.ts';
import { rejectedInstances } from './rejected-instances.ts';

const ui = (value: string) => ({ vr: 'UI', Value: [value] });
const sequence = (...items: DicomJson[]) => ({ vr: 'SQ', Value: items });

/** A rejection note as IHE RAD-66 sends it, about these instances. */
function note(code: string, rejected: readonly string[], over: DicomJson = {}): DicomJson {
  return {
    '00080016': ui('1.2.840.10008.5.1.4.1.1.88.59'),
    '00080018': ui('1.9'),
    '0040A043': sequence({ '00080100': { vr: 'SH', Value: [code] }, '00080102': { vr: 'SH', Value: ['DCM'] } }),
    '0040A375': sequence({
      '0020000D': ui('1'),
      '00081115': sequence({ '00081199': sequence(...rejected.map(uid => ({ '00081155': ui(uid) }))) }),
    }),
    ...over,
  };
}
const image: DicomJson = { '00080016': ui('1.2.840.10008.5.1.4.1.1.2'), '00080018': ui('1.1') };

describe('rejected instances', () => {
  it.each(['113001', '113037', '113038', '113039'])('of a note %s are withdrawn, and the note with them', code => {
    expect([...rejectedInstances([image, note(code, ['1.1', '1.2'])])].sort()).toEqual(['1.1', '1.2', '1.9']);
  });

  it('are none where a document only points at images, or is none', () => {
    expect(rejectedInstances([image, note('113000', ['1.1'])]).size).toBe(0);
    expect(rejectedInstances([note('113001', ['1.1'], { '00080016': ui('1.2.840.10008.5.1.4.1.1.88.11') })]).size).toBe(
      0,
    );
    const otherScheme = sequence({
      '00080100': { vr: 'SH', Value: ['113001'] },
      '00080102': { vr: 'SH', Value: ['99X'] },
    });
    expect(rejectedInstances([note('113001', ['1.1'], { '0040A043': otherScheme })]).size).toBe(0);
  });

  it('are found in whatever order, and nothing breaks on a note without contents', () => {
    expect(rejectedInstances([note('113037', [], { '0040A375': { vr: 'SQ' } })]).has('1.9')).toBe(true);
    expect(rejectedInstances([note('113037', ['1.1']), image]).has('1.1')).toBe(true);
  });
});
