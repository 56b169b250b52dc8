import { randomBytes } from 'node:crypto';
import type { FramePackHeader, PackedFrame } from '../../../contract/index.ts';
import { tags } from '../../../dicom/dataset/tags.ts';
import { correctedSetOf } from '../../../dicom/geometry/corrected-set.ts';
import { shortName } from '../../../dicom/geometry/display-set-id.ts';
import { type GatedSet, gatedSetsOf } from '../../../dicom/geometry/gated-set.ts';
import { framesOf } from '../../../dicom/geometry/series-frame.ts';
import { jsonUid } from '../../../dicom/json/dicom-json.ts';
import type { PixelType } from '../../../dicom/pixel/finished-frame.ts';
import { finishedValues } from '../../../dicom/pixel/finished-values.ts';
import type { SimpleTransform } from '../../../dicom/pixel/simple-transform.ts';
import type { RecordPlace } from '../pack/pack-format.ts';
import type { CorrectedFrames } from '../store/corrected.ts';
import type { FinishedFrames } from '../store/finished.ts';
import type { StudyReader } from '../store/study-reader.ts';
import type { FinishedFrame } from '../study-cache.ts';
import { directTransformOf, finishDirectly } from './direct-frame.ts';
import { createFramePack, deleteFramePack } from './frame-files.ts';
import type { FramePackRow, PreparedSeries } from './frame-pack.ts';

export interface SeriesPreparerOptions {
  readonly reader: StudyReader;
  readonly finished: FinishedFrames;
  readonly corrected: CorrectedFrames;
  readonly folder: string;
  /** Frames that are decoded at a time. */
  readonly parallel: number;
  /** Resolves when the next frame may be made: the reader's own requests go first. Rejects to give up. */
  readonly turn: () => Promise<void>;
}

/** Fewer slices come as fast one by one. */
const fewestFrames = 3;

/** The frames of one display set that are packed together. */
interface Wanted {
  readonly studyUid: string;
  readonly seriesUid: string;
  readonly head: Omit<FramePackHeader, 'pixelType' | 'frames'>;
  readonly frames: readonly { readonly sopInstanceUid: string; readonly frameNumber: number }[];
}

/** The last part of the path of a display set's pack; its id ends with it. */
const nameOf = ({ group }: GatedSet) => shortName(group.key);

/** Makes the finished frames of cross-sectional series ahead, display set by display set, in spatial order. */
export class SeriesPreparer {
  readonly #options: SeriesPreparerOptions;

  constructor(options: SeriesPreparerOptions) {
    this.#options = options;
  }

  /** Reads the whole series; what it writes counts only once the index has taken it in. Throws what the file system throws. */
  async prepare(studyUid: string, seriesUid: string): Promise<PreparedSeries> {
    const { reader, finished } = this.#options;
    const version = reader.seriesVersion(studyUid, seriesUid);
    const headers = finished.metadata(studyUid, seriesUid);
    const packs: FramePackRow[] = [];
    try {
      for (const set of gatedSetsOf(headers.flatMap(framesOf), true)) {
        for (const wanted of wantedOf(set, studyUid, seriesUid)) {
          const pack = (await this.#index(wanted)) ?? (await this.#copy(wanted));
          if (pack !== null) packs.push(pack);
        }
      }
    } catch (error) {
      this.discard(packs);
      throw error;
    }
    return { studyUid, seriesUid, version, packs };
  }

  discard(packs: readonly FramePackRow[]): void {
    for (const { packId } of packs) deleteFramePack(this.#options.folder, packId);
  }

  /**
   * An index over originals that are uncompressed and uniform by their headers; null where they are not. For some of them
   * what it gives is compared with what finishing gives. It waits for no turn: who looks at a series while it comes
   * gets the rest of it by this index, and would else hold it up by asking for one slice after the other.
   */
  async #index(wanted: Wanted): Promise<FramePackRow | null> {
    const { reader, finished } = this.#options;
    const { studyUid, seriesUid, head, frames } = wanted;
    if (head.form !== 'acquired') return null;
    const headers = new Map(
      reader.decodedHeaders(studyUid, seriesUid).map(({ header }) => [jsonUid(header, tags.sopInstanceUid), header]),
    );
    const instances = new Map(
      reader.indexedInstances(studyUid, seriesUid).map(instance => [instance.sopInstanceUid, instance]),
    );
    const tried = new Set([0, frames.length >> 1, frames.length - 1]);
    const transforms = new Set<string>();
    const places: { packId: string; place: RecordPlace }[] = [];
    let common: SimpleTransform | null = null;
    for (const [at, { sopInstanceUid, frameNumber }] of frames.entries()) {
      const [header, instance] = [headers.get(sopInstanceUid), instances.get(sopInstanceUid)];
      if (header === undefined || instance === undefined) return null;
      common = directTransformOf(header, instance.transferSyntaxUid, finished.pixelType(studyUid, seriesUid));
      if (common === null || transforms.add(JSON.stringify(common)).size > 1) return null;
      places.push({ packId: instance.packId, place: instance.place });
      if (!tried.has(at)) continue;
      const made = await finished.frame(studyUid, sopInstanceUid, frameNumber);
      const original = reader.read(instance);
      if (!made.ok || !original.ok || !fits(head, made.value, common.pixelType)) return null;
      const target = new Uint8Array(made.value.bytes.byteLength);
      if (!finishDirectly(common, original.value, target) || Buffer.compare(target, made.value.bytes) !== 0)
        return null;
    }
    if (common === null) return null;
    return {
      packId: randomBytes(16).toString('hex'),
      studyUid,
      seriesUid,
      bytes: 0,
      header: { ...head, pixelType: common.pixelType, frames: [...frames] },
      source: { kind: 'direct', transform: common, places },
    };
  }

  /** An encrypted copy of the finished frames. */
  async #copy({ studyUid, seriesUid, head, frames }: Wanted): Promise<FramePackRow | null> {
    const { reader, folder } = this.#options;
    const key = reader.studyKey(studyUid);
    if (key === null) return null;
    const { packId, writer } = createFramePack(folder, key, { studyUid, seriesUid });
    try {
      let pixelType: PixelType | null = null;
      const packed: PackedFrame[] = [];
      const places: RecordPlace[] = [];
      for await (const { frame, sopInstanceUid, frameNumber } of this.#inOrder({ studyUid, seriesUid, head, frames })) {
        pixelType ??= frame.dtype;
        if (!fits(head, frame, pixelType)) continue;
        places.push(writer.append(frame.bytes));
        packed.push({ sopInstanceUid, frameNumber });
      }
      if (pixelType === null || packed.length < fewestFrames) {
        writer.close();
        deleteFramePack(folder, packId);
        return null;
      }
      await writer.sync();
      const bytes = writer.end.offset;
      writer.close();
      const header = { ...head, pixelType, frames: packed };
      return { packId, studyUid, seriesUid, bytes, header, source: { kind: 'stored', places } };
    } catch (error) {
      writer.close();
      deleteFramePack(folder, packId);
      throw error;
    }
  }

  /** The frames as they are finished, in their order, some decoded ahead; without those that cannot be. */
  async *#inOrder({ studyUid, seriesUid, head, frames }: Wanted) {
    const { finished, corrected, parallel, turn } = this.#options;
    const make = ({ sopInstanceUid, frameNumber }: Wanted['frames'][number]) =>
      head.form === 'acquired'
        ? finished.frame(studyUid, sopInstanceUid, frameNumber)
        : corrected.frame(studyUid, seriesUid, head.name, sopInstanceUid, frameNumber);
    const coming: { readonly reference: Wanted['frames'][number]; readonly made: ReturnType<typeof make> }[] = [];
    let next = 0;
    while (next < frames.length || coming.length > 0) {
      await turn();
      while (coming.length <= parallel && next < frames.length) {
        const reference = frames[next++]!;
        const made = make(reference);
        // Nobody waits for it any more once one before it failed.
        made.catch(() => {});
        coming.push({ reference, made });
      }
      const { reference, made } = coming.shift()!;
      const outcome = await made;
      if (outcome.ok) yield { ...reference, frame: outcome.value };
    }
  }
}

/** What of a display set is packed: grey slices that lie in a stack, as acquired, and where the gantry was tilted as corrected. */
function wantedOf(set: GatedSet, studyUid: string, seriesUid: string): Wanted[] {
  const { frames, gate } = set;
  const [first] = frames;
  if (first === undefined || frames.length < fewestFrames || gate.grid === null) return [];
  const { verdict } = gate;
  const references = frames.map(({ sopInstanceUid, frameNumber }) => ({ sopInstanceUid, frameNumber }));
  const { rows, columns } = first;
  const acquired: Wanted = {
    studyUid,
    seriesUid,
    head: { name: nameOf(set), form: 'acquired', verdict, rows, columns },
    frames: references,
  };
  const corrected = correctedSetOf(set);
  if (corrected === null) return [acquired];
  const { name, correction } = corrected;
  const head = { name, form: 'shear-corrected', verdict, rows: correction.rows, columns: correction.columns } as const;
  return [acquired, { studyUid, seriesUid, head, frames: references }];
}

/** Colour, and slices of another size or type, are left to be fetched one by one. */
function fits({ rows, columns }: Wanted['head'], frame: FinishedFrame, pixelType: PixelType): boolean {
  const values = frame.samplesPerPixel === 1 && frame.dtype === pixelType ? finishedValues(frame).length : -1;
  return values === rows * columns;
}
