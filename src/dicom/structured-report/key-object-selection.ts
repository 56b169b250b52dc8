import type { WritableDataSet } from '../part10/write.ts';
import { container, contentTemplate, languageOfContent, personObserver } from './content-item.ts';
import { type Code, dataSetOf, type ElementEntry, entry, headerEntries, type ReportHeader } from './report-header.ts';

export const keyObjectSelectionStorage = '1.2.840.10008.5.1.4.1.1.88.59';

/** PS3.16 CID 7010. */
const titles = {
  'of-interest': { value: '113000', scheme: 'DCM', meaning: 'Of Interest' },
  'for-referring-provider': { value: '113002', scheme: 'DCM', meaning: 'For Referring Provider' },
  'for-surgery': { value: '113003', scheme: 'DCM', meaning: 'For Surgery' },
  'for-teaching': { value: '113004', scheme: 'DCM', meaning: 'For Teaching' },
  'for-conference': { value: '113005', scheme: 'DCM', meaning: 'For Conference' },
} as const satisfies Record<string, Code>;

export interface KeyObjects {
  readonly title: keyof typeof titles;
  readonly language: 'fr' | 'en';
  /** Who chose them: `Family^Given`. */
  readonly observer: string;
  /** In the order of choice; all of the header's study. */
  readonly images: readonly {
    readonly seriesUid: string;
    readonly sopClassUid: string;
    readonly sopInstanceUid: string;
    readonly frameNumber: number;
    /** (0028,0008) of the instance. */
    readonly numberOfFrames: number;
  }[];
}

/** A Key Object Selection Document by TID 2010 (PS3.3 A.35.4, C.17.6). Throws a RangeError when no image is chosen. */
export function keyObjectSelection(header: ReportHeader, selection: KeyObjects): WritableDataSet {
  const { title, language, observer, images } = selection;
  if (images.length === 0) throw new RangeError('a key object selection names at least one object');
  const instances = [...Map.groupBy(images, ({ sopInstanceUid }) => sopInstanceUid).values()];
  return dataSetOf([
    ...headerEntries(header, keyObjectSelectionStorage, 'KO'),
    entry(0x00081111, 'SQ', []),
    entry(0x0040a375, 'SQ', [evidence(header.studyUid, instances)]),
    ...container(titles[title], [
      languageOfContent(language),
      ...personObserver(observer),
      ...instances.map(image =>
        dataSetOf([
          entry(0x0040a010, 'CS', 'CONTAINS'),
          entry(0x0040a040, 'CS', 'IMAGE'),
          entry(0x00081199, 'SQ', [dataSetOf([...reference(image), ...frames(image)])]),
        ]),
      ),
    ]),
    contentTemplate('2010'),
  ]);
}

/** All frames of one instance that are key images. */
type Instance = KeyObjects['images'];

/** Hierarchical SOP Instance Reference Macro (PS3.3 C.17.2.1). */
function evidence(studyUid: string, instances: readonly Instance[]): WritableDataSet {
  const bySeries = Map.groupBy(instances, ([image]) => image?.seriesUid ?? '');
  const series = [...bySeries].map(([seriesUid, members]) =>
    dataSetOf([
      entry(
        0x00081199,
        'SQ',
        members.map(image => dataSetOf(reference(image))),
      ),
      entry(0x0020000e, 'UI', seriesUid),
    ]),
  );
  return dataSetOf([entry(0x00081115, 'SQ', series), entry(0x0020000d, 'UI', studyUid)]);
}

function reference([image]: Instance): ElementEntry[] {
  return [entry(0x00081150, 'UI', image?.sopClassUid ?? ''), entry(0x00081155, 'UI', image?.sopInstanceUid ?? '')];
}

/** Referenced Frame Number is of multi-frame images alone (PS3.3 table C.17.3-3). */
function frames(images: Instance): ElementEntry[] {
  if ((images[0]?.numberOfFrames ?? 1) === 1) return [];
  const numbers = images.map(({ frameNumber }) => frameNumber).sort((a, b) => a - b);
  return [entry(0x00081160, 'IS', numbers)];
}
