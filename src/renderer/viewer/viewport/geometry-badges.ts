import type { TFunction } from 'i18next';
import type { DisplaySet, Language, Repeat } from '../../../contract/index.ts';
import { volumeSlices } from '../../../dicom/geometry/missing-slices.ts';
import type { ViewKind } from '../../cornerstone/index.ts';
import { formatNumber } from '../../ui/format/index.ts';

/** What limits the trust in what is seen, or says how it came about. `key` is its name for machines. */
export interface Badge {
  readonly key: string;
  readonly text: string;
  readonly tone: 'plain' | 'warning';
}

export interface GeometryFacts {
  readonly displaySet: DisplaySet;
  readonly kind: ViewKind;
  /** The slice that a stack shows, from 0. */
  readonly slice: number;
}

type Words = TFunction<'viewer'>;

/** The verdict of the geometry gate, what was corrected or found missing, and which of several volumes it is. */
export function geometryBadges({ displaySet, kind, slice }: GeometryFacts, t: Words, language: Language): Badge[] {
  const isStack = kind === 'stack';
  return [
    ...repeatBadges(displaySet.repeat, t),
    ...verdictBadges(displaySet, kind, t, language),
    ...(isStack && hasGaps(displaySet) ? besideGap(displaySet, slice, t) : []),
    ...findingBadges(displaySet, t),
  ];
}

const warning = (key: string, text: string): Badge => ({ key, text, tone: 'warning' });
const plain = (key: string, text: string): Badge => ({ key, text, tone: 'plain' });

function verdictBadges(displaySet: DisplaySet, kind: ViewKind, t: Words, language: Language): Badge[] {
  const { verdict, part } = displaySet;
  if (part === 'localizer') return [plain('geometry', t('geometry.localizer'))];
  switch (verdict.kind) {
    case 'regular':
      return [plain('geometry', t('verdict.regular'))];
    case 'resampled':
      return [warning('geometry', t('verdict.resampled'))];
    case 'shear-corrected': {
      const degrees = formatNumber(verdict.shearDegrees, 1, language);
      if (kind === 'stack') return [warning('geometry', t('tilted', { degrees }))];
      const corrected = warning('geometry', t('verdict.shear-corrected', { degrees }));
      return kind === 'volume3d' ? [corrected] : [corrected, plain('hatched', t('hatchedOutside'))];
    }
    case 'stack-only':
      switch (verdict.reason) {
        case 'single-frame':
        case 'not-cross-sectional':
          return [plain('geometry', t(`geometry.${verdict.reason}`))];
        case 'missing-slices':
          return missingBadges(displaySet, kind, t);
        default:
          return [warning('geometry', t(`geometry.${verdict.reason}`))];
      }
  }
}

/** Gaps mean slices that are missing only where nothing is on its way any more. */
export function hasGaps({ verdict }: DisplaySet): boolean {
  return verdict.kind === 'stack-only' && verdict.reason === 'missing-slices';
}

const mostNamed = 4;

function missingBadges(displaySet: DisplaySet, kind: ViewKind, t: Words): Badge[] {
  const gaps = displaySet.geometry?.missing ?? [];
  const count = gaps.reduce((sum, { positions }) => sum + positions.length, 0);
  const isVolume = volumeSlices(displaySet) !== null;
  if (isVolume && kind !== 'stack' && kind !== 'volume3d') return [warning('geometry', t('hatchedMissing', { count }))];
  const after = gaps.map(({ afterFrame }) => afterFrame + 1);
  const list = after.slice(0, mostNamed).join(', ') + (after.length > mostNamed ? '…' : '');
  const text = after.length === 1 ? t('missingAfter', { count, list }) : t('missingInGaps', { count, list });
  return [warning('geometry', text), ...(isVolume ? [] : [warning('volume', t('geometry.missing-slices'))])];
}

/** Said once more at the slice where it matters. */
function besideGap({ geometry }: DisplaySet, slice: number, t: Words): Badge[] {
  return (geometry?.missing ?? []).flatMap(({ afterFrame, positions }) => {
    const count = positions.length;
    if (slice === afterFrame) return [warning('gap', t('gapAfter', { count }))];
    return slice === afterFrame + 1 ? [warning('gap', t('gapBefore', { count }))] : [];
  });
}

function findingBadges({ geometry, part }: DisplaySet, t: Words): Badge[] {
  const count = (geometry?.duplicates ?? []).reduce((sum, { others }) => sum + others.length, 0);
  return [
    ...(part === 'duplicates' ? [warning('duplicates', t('areDuplicates'))] : []),
    ...(count > 0 ? [warning('duplicates', t('duplicates', { count }))] : []),
    ...(geometry?.remarks ?? []).map(remark => warning(remark, t(`remark.${remark}`))),
  ];
}

function repeatBadges(repeat: Repeat | undefined, t: Words): Badge[] {
  return repeat ? [plain('repeat', repeatText(repeat, t))] : [];
}

/** Which volume of the same places this is, by what tells it from the others: `b 1000 (2/3)`. */
export function repeatText({ dimensions, index, count }: Repeat, t: Words): string {
  const names = dimensions.map(({ name, value }) => {
    if (value === '') return '';
    const known = t('dimension', { returnObjects: true }) as Readonly<Record<string, string>>;
    const label = known[name] ?? known.other ?? '';
    return label.replace('#', value);
  });
  const named = names.filter(text => text !== '').join(', ');
  return `${named} (${index + 1}/${count})`.trim();
}
