import type { Part10File } from '../dataset/data-set.ts';
import { tags } from '../dataset/tags.ts';
import { stringOf, stringsOf } from '../dataset/values.ts';
import { transferSyntaxOf, transferSyntaxUids } from '../part10/transfer-syntax.ts';
import { embeddedOverlayBits } from './embedded-overlay.ts';

/** Why an object is not de-identified by rule: what it shows or says cannot be cleaned without a person who looks. */
export type Objection =
  /** (0028,0301) says that text is burned into the pixels. */
  | 'burned-in-annotation'
  /** Nobody says whether text is burned in, and with this kind of image it often is. */
  | 'burned-in-annotation-likely'
  /** A report, an encapsulated document, a presentation state: free text. */
  | 'free-text'
  /** Raw data, spectroscopy, private classes: contents that nobody here knows. */
  | 'unknown-contents'
  /** Overlay planes inside compressed pixels. */
  | 'overlay-in-pixels'
  /** Pixels elsewhere, or a data set that is not written. */
  | 'transfer-syntax';

/** Image storage classes end their names so; everything else of 1.2.840.10008.5.1.4.1.1 is no image. */
const keyObjectSelection = '1.2.840.10008.5.1.4.1.1.88.59';
const textClasses = ['1.2.840.10008.5.1.4.1.1.88.', '1.2.840.10008.5.1.4.1.1.104.', '1.2.840.10008.5.1.4.1.1.11.'];
const screenModalities: ReadonlySet<string> = new Set([
  'US',
  'IVUS',
  'SC',
  'OT',
  'DOC',
  'ES',
  'XC',
  'GM',
  'SM',
  'OP',
  'OPT',
  'BI',
]);
const secondaryCapture = '1.2.840.10008.5.1.4.1.1.7';

/** The reason against de-identifying the object by rule, or null. */
export function objectionTo({ dataSet, transferSyntaxUid }: Part10File): Objection | null {
  const sopClass = stringOf(dataSet, tags.sopClassUid) ?? '';
  if (!sopClass.startsWith('1.2.840.10008.5.1.4.1.1.')) return 'unknown-contents';
  const syntax = transferSyntaxOf(transferSyntaxUid);
  if (syntax.deflated && transferSyntaxUid !== transferSyntaxUids.deflatedExplicitLittleEndian)
    return 'transfer-syntax';
  if (sopClass !== keyObjectSelection && textClasses.some(prefix => sopClass.startsWith(prefix))) return 'free-text';
  if (dataSet.elements.has(0x00420011)) return 'free-text';
  const hasPixels = [tags.pixelData, tags.floatPixelData, tags.doubleFloatPixelData].some(tag =>
    dataSet.elements.has(tag),
  );
  if (!hasPixels) return sopClass === keyObjectSelection ? null : 'unknown-contents';
  if (syntax.encapsulated && embeddedOverlayBits(dataSet) !== 0) return 'overlay-in-pixels';
  const burnedIn = stringOf(dataSet, 0x00280301);
  if (burnedIn === 'YES') return 'burned-in-annotation';
  if (burnedIn === 'NO') return null;
  const modality = stringOf(dataSet, tags.modality) ?? '';
  const isScreen = sopClass.startsWith(secondaryCapture) || stringsOf(dataSet, tags.imageType).includes('SCREEN SAVE');
  return isScreen || screenModalities.has(modality) ? 'burned-in-annotation-likely' : null;
}
