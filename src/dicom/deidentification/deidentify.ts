import type { DataElement, DataSet, Part10File, Tag } from '../dataset/data-set.ts';
import { dictionaryVr } from '../dataset/dictionary.ts';
import { formatTag, tags } from '../dataset/tags.ts';
import { elementStrings, stringOf } from '../dataset/values.ts';
import { writableElement } from '../part10/rewrite.ts';
import type { Vr, WritableDataSet, WritableElement } from '../part10/writable.ts';
import { transferSyntaxes, writePart10 } from '../part10/write.ts';
import { cleanDescriptor } from './clean-descriptor.ts';
import { type Action, actionOf, basicAction, profileRow } from './confidentiality-profile.ts';
import { asciiBytes, dummyValue } from './dummy-value.ts';
import { withoutEmbeddedOverlays } from './embedded-overlay.ts';
import { type DeidentificationContext, methodCodes } from './options.ts';
import { isSafePrivate } from './safe-private.ts';
import { shiftDate } from './shift-date.ts';

/** What was done with one attribute of one object. Never holds a value. */
export interface Change {
  /** Tags from the outermost sequence in, e.g. `(0008,2112) > (0008,1155)`. */
  readonly path: string;
  /** Name in PS3.15 Table E.1-1; empty for private and unknown attributes. */
  readonly name: string;
  readonly action: Exclude<Action, 'K'>;
}

export interface Deidentified {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly sopInstanceUid: string;
  readonly changes: readonly Change[];
}

/**
 * A copy of a DICOM object without identity: PS3.15 Annex E, Basic Application Level Confidentiality Profile with the
 * chosen options, recursively in all sequences. Pixel data and everything that the profile does not name is copied byte
 * for byte; the file meta information and preamble are new. Deflated data sets become Explicit VR Little Endian. Throws
 * `DicomWriteError` for an object that cannot be written. Whether an object may be de-identified by rule at all says
 * `objectionTo`.
 */
export function deidentify(file: Part10File, context: DeidentificationContext): Deidentified {
  const changes: Change[] = [];
  const dataSet = new Map(clean(withoutEmbeddedOverlays(file.dataSet), [], context, changes));
  const uid = (tag: Tag): string => {
    const value = stringOf(file.dataSet, tag) ?? '';
    return tag === tags.sopInstanceUid ? newUid(value, context) : value;
  };
  for (const tag of [tags.sopClassUid, tags.sopInstanceUid]) dataSet.set(tag, { vr: 'UI', value: uid(tag) });
  const { pseudonym } = context.subject;
  for (const [tag, vr] of pseudonyms) dataSet.set(tag, { vr, value: asciiBytes(pseudonym) });
  for (const [tag, element] of statement(context)) dataSet.set(tag, element);
  const deflated = file.transferSyntaxUid === transferSyntaxes.deflatedExplicitLittleEndian;
  const transferSyntaxUid = deflated ? transferSyntaxes.explicitLittleEndian : file.transferSyntaxUid;
  return { bytes: writePart10(dataSet, { transferSyntaxUid }), sopInstanceUid: uid(tags.sopInstanceUid), changes };
}

/** What the subject's pseudonym stands in, so that the objects of one person stay together. */
const pseudonyms: ReadonlyMap<Tag, Vr> = new Map([
  [tags.patientName, 'PN'],
  [tags.patientId, 'LO'],
]);

/** Patient Identity Removed and how (PS3.15 E.2; PS3.3 C.7.1.1, C.7.6.1.4). */
function statement({ options }: DeidentificationContext): WritableDataSet {
  const temporal = { remove: 'REMOVED', shift: 'MODIFIED', keep: 'UNMODIFIED' }[options.dates];
  const codes = methodCodes(options);
  const code = ([value, meaning]: readonly [string, string]): WritableDataSet =>
    new Map<Tag, WritableElement>([
      [0x00080100, { vr: 'SH', value: asciiBytes(value) }],
      [0x00080102, { vr: 'SH', value: asciiBytes('DCM') }],
      [0x00080104, { vr: 'LO', value: asciiBytes(meaning) }],
    ]);
  return new Map<Tag, WritableElement>([
    [0x00120062, { vr: 'CS', value: asciiBytes('YES') }],
    [0x00120063, { vr: 'LO', value: asciiBytes('DICOM PS3.15 Annex E') }],
    [0x00120064, { vr: 'SQ', value: codes.map(code) }],
    [0x00280303, { vr: 'CS', value: asciiBytes(temporal) }],
  ]);
}

/** One data set, or an item of a sequence, element by element. */
function clean(
  dataSet: DataSet,
  path: readonly Tag[],
  context: DeidentificationContext,
  changes: Change[],
): WritableDataSet {
  const result = new Map<Tag, WritableElement>();
  for (const element of dataSet.elements.values()) {
    const { tag } = element;
    // Group lengths are made anew by nobody (PS3.5 7.2: retired); groups below 8 belong into no data set.
    if ((tag & 0xffff) === 0 || tag >>> 16 < 8) continue;
    const here = [...path, tag];
    const kept = treat(element, dataSet, context, inner => clean(inner, here, context, changes));
    if (kept.element !== null) result.set(tag, kept.element);
    if (kept.action !== 'K') {
      const name = profileRow(tag)?.name ?? '';
      const action = path.length === 0 && pseudonyms.has(tag) ? 'D' : kept.action;
      changes.push({ path: here.map(formatTag).join(' > '), name, action });
    }
  }
  return result;
}

interface Treated {
  readonly element: WritableElement | null;
  readonly action: Action;
}

const removed: Treated = { element: null, action: 'X' };

function treat(
  element: DataElement,
  dataSet: DataSet,
  context: DeidentificationContext,
  item: (item: DataSet) => WritableDataSet,
): Treated {
  const action = plannedAction(element, dataSet, context);
  if (action === 'X') return removed;
  const asRead = writableElement(element, dataSet, item);
  if (asRead === null) return removed;
  const { vr, bytes } = element;
  const row = profileRow(element.tag);
  switch (action) {
    case 'K':
      return { element: agedToNinety(element, asRead), action };
    case 'Z':
      // A sequence that may be absent is not left without the items that it would have to have.
      if (vr === 'SQ' && row?.basic.includes('X') && element.tag !== acquisitionContext) return removed;
      return { element: { vr: asRead.vr, value: vr === 'SQ' ? [] : new Uint8Array() }, action };
    case 'U':
      if (vr === 'SQ') return { element: asRead, action: 'K' };
      return { element: { vr: 'UI', value: asciiBytes(newUids(element, context), 0) }, action };
    case 'D': {
      // A sequence of dummies is its items without their identities.
      if (vr === 'SQ') return row?.basic.includes('X') ? removed : { element: asRead, action: 'K' };
      if (bytes.length === 0) return { element: asRead, action: 'K' };
      const dummy = dummyValue(vr, bytes.length);
      return dummy === null ? removed : { element: { vr: asRead.vr, value: dummy }, action };
    }
    case 'C': {
      const cleaned = cleanValue(element, dataSet, asRead, context);
      if (cleaned !== null) return { element: cleaned, action };
      const basic = row === undefined ? 'X' : basicAction(row.basic);
      return treatAs(basic, element, asRead);
    }
  }
}

/** The Basic Profile's action for a value that could not be cleaned. */
function treatAs(action: Action, { vr, bytes }: DataElement, asRead: WritableElement): Treated {
  if (action === 'X' || vr === 'SQ') return removed;
  const dummy = action === 'D' ? dummyValue(vr, bytes.length) : null;
  return { element: { vr: asRead.vr, value: dummy ?? new Uint8Array() }, action: dummy === null ? 'Z' : 'D' };
}

function plannedAction({ tag, vr }: DataElement, dataSet: DataSet, { options }: DeidentificationContext): Action {
  const group = tag >>> 16;
  if (group % 2 === 1) return isKeptPrivate(tag, dataSet, options.safePrivate) ? 'K' : 'X';
  // Curves (50xx) and overlays (60xx): an overlay without its data is none, so the whole plane goes.
  if ((group >= 0x5000 && group <= 0x50ff) || (group >= 0x6000 && group <= 0x60ff)) return 'X';
  // Text of a content item; the table leaves it to its sequence (PS3.15 E.3.4).
  if (tag === textValue) return 'D';
  const row = profileRow(tag);
  if (row !== undefined) return actionOf(row, options);
  const known = dictionaryVr(tag);
  // An attribute that nobody here knows may say anything.
  if (known === undefined || (vr === 'UN' && known !== 'UN')) return 'X';
  // What a later edition adds and the table does not name yet: names, dates and identifiers by their kind.
  if (vr === 'PN' || known === 'PN') return 'D';
  if (vr === 'DA' || vr === 'DT') return options.dates === 'remove' ? 'D' : options.dates === 'shift' ? 'C' : 'K';
  if (vr === 'UI') return options.uids === 'replace' && !definitions.has(tag) ? 'U' : 'K';
  return 'K';
}

const textValue = 0x0040a160;
/** Type 2 in the objects that have it (PS3.3 C.7.6.14): empty, but there. */
const acquisitionContext = 0x00400555;

/** UIDs of vocabularies and programs, not of objects: coding schemes, context groups, mapping resources. */
const definitions: ReadonlySet<Tag> = new Set([0x0008010c, 0x0008010d, 0x00080117, 0x00080118, 0x00080016, 0x0008001a]);

/** A safe private attribute, or the creator element of one that is there (PS3.5 7.8.1). */
function isKeptPrivate(tag: Tag, dataSet: DataSet, keepSafe: boolean): boolean {
  if (!keepSafe) return false;
  const group = tag >>> 16;
  const creatorOf = (each: Tag): string => {
    const creator = group * 0x10000 + ((each >>> 8) & 0xff);
    return stringOf(dataSet, creator)?.trim() ?? '';
  };
  const block = tag & 0xffff;
  if (block >= 0x1000) return dataSet.elements.get(tag)?.items === undefined && isSafePrivate(creatorOf(tag), tag);
  return [...dataSet.elements.keys()].some(
    other => other >>> 16 === group && ((other >>> 8) & 0xff) === block && isKeptPrivate(other, dataSet, keepSafe),
  );
}

function newUids(element: DataElement, context: DeidentificationContext): string {
  return elementStrings(element, [])
    .map(uid => newUid(uid, context))
    .join('\\');
}

/** UIDs that the standard defines (PS3.6 Annex A: SOP classes, well-known instances) name no object. */
function newUid(uid: string, context: DeidentificationContext): string {
  if (uid === '' || uid.startsWith('1.2.840.10008.') || context.options.uids === 'keep') return uid;
  return context.replaceUid(uid);
}

function cleanValue(
  element: DataElement,
  dataSet: DataSet,
  asRead: WritableElement,
  context: DeidentificationContext,
): WritableElement | null {
  const { vr } = element;
  const { modifiedDates } = profileRow(element.tag)?.options ?? { modifiedDates: 'C' };
  const text = elementStrings(element, dataSet.characterSets);
  if (modifiedDates === 'C') {
    // Times of day and the time zone say when on a day that is no longer told.
    if (vr === 'TM' || vr === 'SH') return asRead;
    if (vr !== 'DA' && vr !== 'DT') return null;
    const moved = text.map(value => (value === '' ? '' : shiftDate(value, context.subject.shiftDays)));
    return moved.includes(null) ? null : { vr: asRead.vr, value: asciiBytes(moved.join('\\')) };
  }
  if (!descriptorVrs.has(vr)) return null;
  const cleaned = text.map(cleanDescriptor).join('\\');
  return cleaned.replaceAll('\\', '') === '' ? null : { vr: asRead.vr, value: asciiBytes(cleaned) };
}

const descriptorVrs: ReadonlySet<string> = new Set(['LO', 'LT', 'SH', 'ST', 'UC', 'UT']);

/** The age of the oldest is one class: alone it tells who they are (45 CFR 164.514 (b)(2)(i)(C)). */
function agedToNinety({ tag, vr, bytes }: DataElement, asRead: WritableElement): WritableElement {
  if (tag !== tags.patientAge || vr !== 'AS') return asRead;
  const age = /^(\d{3})Y$/.exec(elementStrings({ tag, vr, bytes }, [])[0] ?? '');
  return age !== null && Number(age[1]) > 89 ? { vr: 'AS', value: asciiBytes('090Y') } : asRead;
}
