import type { DataSet, Tag } from './data-set.ts';
import { stringOf } from './values.ts';

/** Private attributes that this program uses: creator, then group and element within the creator's block, and their VR. */
const known: Readonly<Record<string, Readonly<Record<Tag, string>>>> = {
  'Philips PET Private Group': { 1884487680: 'DS', 1884487689: 'DS' },
  GEMS_PETD_01: { 589837: 'DT' },
};

/**
 * VR of a private attribute by its creator in the same data set (PS3.5 7.8.1), or null when nobody here needs it. Without
 * an explicit VR its values are unknown bytes.
 */
export function privateVr(dataSet: DataSet, tag: Tag): string | null {
  const group = tag >>> 16;
  const block = (tag >>> 8) & 0xff;
  if (group % 2 === 0 || block < 0x10) return null;
  const creator = stringOf(dataSet, group * 0x10000 + block)?.trim() ?? '';
  return Object.hasOwn(known, creator) ? (known[creator]?.[group * 0x10000 + (tag & 0xff)] ?? null) : null;
}
