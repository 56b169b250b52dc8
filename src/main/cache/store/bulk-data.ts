import { fail, type Outcome, succeed } from '../../../contract/index.ts';
import type { DataElement, DataSet } from '../../../dicom/dataset/data-set.ts';
import { readPart10 } from '../../../dicom/part10/read.ts';
import type { BulkStep } from '../study-cache.ts';
import { inflate } from './instance-header.ts';

/** Steps of a path such as `00880200/0/7FE00010`; null for what is none. */
export function bulkPathOf(path: string): readonly BulkStep[] | null {
  const parts = path.split('/');
  const steps: BulkStep[] = [];
  for (let at = 0; at < parts.length; at += 2) {
    const [tag = '', item] = [parts[at], parts[at + 1]];
    if (!/^[0-9A-Fa-f]{8}$/.test(tag) || (item !== undefined && !/^\d{1,6}$/.test(item))) return null;
    steps.push({ tag: Number.parseInt(tag, 16), item: item === undefined ? null : Number(item) });
  }
  // The last step names an element, all others an item.
  return steps.every(({ item }, at) => (item === null) === (at === steps.length - 1)) ? steps : null;
}

/**
 * The value of one element of an instance as it is stored (PS3.18 section 10.4.1.1.5). Encapsulated pixel data and sequences
 * have no such value: their frames and items do.
 */
export function bulkDataOf(original: Uint8Array, path: readonly BulkStep[]): Outcome<Uint8Array<ArrayBuffer>> {
  const file = readPart10(original, { inflate });
  if (!file.ok) return file;
  let dataSet: DataSet | undefined = file.value.dataSet;
  for (const { tag, item } of path) {
    const element: DataElement | undefined = dataSet?.elements.get(tag);
    if (element === undefined) break;
    if (item !== null) {
      dataSet = element.items?.[item];
      continue;
    }
    if (element.fragments !== undefined || element.items !== undefined)
      return fail('input-invalid', { field: 'bulkdata' });
    return succeed(new Uint8Array(element.bytes));
  }
  return fail('study-not-found', { what: 'bulkdata' });
}
