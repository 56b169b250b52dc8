import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { DataSet } from '../dataset/data-set.ts';
import { parsePersonName, stringsOf } from '../dataset/values.ts';
import { readPart10 } from './read.ts';

// All text of the sample files that are not written in Latin-1, as pydicom reads it. Neither is part of the repository.
const samples = join(process.env.VIGIE_SAMPLES ?? resolve('..', 'shared', 'data'), 'open');
const python = ['/usr/bin/python3', 'python3'].find(name => spawnSync(name, ['-c', 'import pydicom']).status === 0);

interface Text {
  /** Tag and item number of each sequence around the element, then its own tag. */
  readonly path: readonly (readonly [tag: number, item: number])[];
  readonly tag: number;
  readonly vr: string;
  readonly values: readonly string[];
}

const program = `
import json, sys, warnings
import pydicom
warnings.simplefilter('ignore')
def walk(data_set, path, found):
    for element in data_set:
        if element.VR == 'SQ':
            for number, item in enumerate(element.value):
                walk(item, path + [[int(element.tag), number]], found)
        elif element.VR in ('PN', 'LO', 'SH', 'LT', 'ST', 'UT', 'UC'):
            several = isinstance(element.value, pydicom.multival.MultiValue)
            values = list(element.value) if several else [element.value]
            found.append({'path': path, 'tag': int(element.tag), 'vr': element.VR,
                          'values': ['' if value is None else str(value) for value in values]})
for line in sys.stdin:
    found = []
    try:
        data_set = pydicom.dcmread(line.rstrip('\\n'), stop_before_pixels=True)
        if data_set.get('SpecificCharacterSet') not in (None, '', 'ISO_IR 6', 'ISO_IR 100'):
            data_set.decode()
            walk(data_set, [], found)
    except Exception:
        found = []
    print(json.dumps(found))
`;

function itemAt(dataSet: DataSet, path: Text['path']): DataSet | undefined {
  return path.reduce<DataSet | undefined>((at, [tag, item]) => at?.elements.get(tag)?.items?.[item], dataSet);
}

/** Padding and empty groups at the end mean nothing (PS3.5 6.2). */
function compared(value: string, vr: string): string {
  const text = value.replace(/[ \0]+$/, '');
  if (vr === 'PN') return Object.values(parsePersonName(text.replace(/^ +/, ''))).join('=');
  return vr === 'LO' || vr === 'SH' ? text.replace(/^ +/, '') : text;
}

describe.skipIf(!existsSync(samples) || python === undefined)('text of sample files', () => {
  it('is what pydicom reads', { timeout: 120_000 }, () => {
    const paths = readdirSync(samples, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => join(entry.parentPath, entry.name));
    const { stdout } = spawnSync(python ?? '', ['-c', program], {
      input: paths.join('\n'),
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    });
    const answers: readonly (readonly Text[])[] = stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line));
    expect(answers).toHaveLength(paths.length);
    const characterSets = new Set<string>();
    const differing: string[] = [];
    for (const [index, texts] of answers.entries()) {
      const path = paths[index] ?? '';
      if (texts.length === 0) continue;
      const inflate = (bytes: Uint8Array, maxOutputLength: number) => inflateRawSync(bytes, { maxOutputLength });
      const file = readPart10(new Uint8Array(readFileSync(path)), { inflate, stopBeforePixelData: true });
      if (!file.ok) continue;
      characterSets.add(file.value.dataSet.characterSets.join('\\'));
      for (const { path: items, tag, vr, values } of texts) {
        const dataSet = itemAt(file.value.dataSet, items);
        const element = dataSet?.elements.get(tag);
        // a value without a value representation is bytes to us and a guess to others
        if (dataSet === undefined || element === undefined || element.vr === 'UN') continue;
        const ours = stringsOf(dataSet, tag);
        const [found, expected] = [ours.length === 0 ? [''] : ours, values].map(all =>
          all.map(value => compared(value, vr)),
        );
        if (JSON.stringify(found) !== JSON.stringify(expected)) differing.push(`${path} ${tag.toString(16)}`);
      }
    }
    expect(differing).toEqual([]);
    // Latin, Cyrillic, Greek, Arabic, Hebrew, Chinese, Korean and Japanese
    for (const set of ['ISO_IR 101', 'ISO_IR 144', 'ISO_IR 126', 'ISO_IR 127', 'ISO_IR 138', 'GB18030', 'ISO_IR 192']) {
      expect(characterSets).toContain(set);
    }
    for (const set of ['\\ISO 2022 IR 149', '\\ISO 2022 IR 87', 'ISO 2022 IR 13\\ISO 2022 IR 87']) {
      expect(characterSets).toContain(set);
    }
  });
});
