import type { Tag } from './data-set.ts';
import { dictionaryTable } from './dictionary-table.ts';

/** What the dictionary says of a tag; the slashed ones are decided by Pixel Representation or by the encoding. */
export type DictionaryVr = string;

/** VR of a standard tag (PS3.6), of a private creator or of a group length; undefined for what nobody can know. */
export function dictionaryVr(tag: Tag): DictionaryVr | undefined {
  const element = tag & 0xffff;
  const group = tag >>> 16;
  // PS3.5 7.2: group lengths; PS3.5 7.8.1: private creators
  if (element === 0) return 'UL';
  if (group % 2 === 1) return element >= 0x10 && element <= 0xff ? 'LO' : undefined;
  return table().get(withoutRepetition(tag));
}

/** The dictionary's VR, with the ambiguous ones decided as an implicit-VR data set must (PS3.5 annex A.1). */
export function implicitVr(tag: Tag, pixelRepresentation: number): string {
  const vr = dictionaryVr(tag);
  switch (vr) {
    case undefined:
      return 'UN';
    case 'US/SS':
      return pixelRepresentation === 1 ? 'SS' : 'US';
    case 'OB/OW':
    case 'US/SS/OW':
      return 'OW';
    default:
      return vr;
  }
}

let cached: Map<Tag, DictionaryVr> | undefined;
function table(): Map<Tag, DictionaryVr> {
  cached ??= readTable();
  return cached;
}

function readTable(): Map<Tag, DictionaryVr> {
  const result = new Map<Tag, DictionaryVr>();
  for (const [vr, text] of Object.entries(dictionaryTable)) {
    for (const line of text.split(';')) {
      const [group, elements] = line.trim().split(':');
      if (group === undefined || elements === undefined) continue;
      const upper = Number.parseInt(group, 16) * 0x10000;
      for (const range of elements.trim().split(/\s+/)) {
        const [first = '', last = first] = range.split('-');
        for (let element = Number.parseInt(first, 16); element <= Number.parseInt(last, 16); element++) {
          result.set(upper + element, vr);
        }
      }
    }
  }
  return result;
}

/** Curves (50xx), overlays (60xx) and (0020,31xx) repeat their group or element (PS3.5 7.6, PS3.6 section 6). */
function withoutRepetition(tag: Tag): Tag {
  const group = tag >>> 16;
  if (group >= 0x5000 && group <= 0x501e) return 0x50000000 + (tag & 0xffff);
  if (group >= 0x6000 && group <= 0x601e) return 0x60000000 + (tag & 0xffff);
  return tag;
}
