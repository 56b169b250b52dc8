import { fail, type Outcome, succeed } from '../../../contract/index.ts';
import type { Part10File } from '../../../dicom/dataset/data-set.ts';
import { dicomJsonOf } from '../../../dicom/json/from-data-set.ts';
import { type Overlay, overlaysOf, overlaysOfInstance } from '../../../dicom/overlay/overlay.ts';
import { overlayPlanesOf } from '../../../dicom/overlay/overlay-plane.ts';
import { readPart10 } from '../../../dicom/part10/read.ts';
import { finishFrame } from '../../../dicom/pixel/finish-frame.ts';
import type { PixelType } from '../../../dicom/pixel/finished-frame.ts';
import { finishedMetadata } from '../../../dicom/pixel/finished-metadata.ts';
import { pixelDescriptionOf } from '../../../dicom/pixel/pixel-description.ts';
import { seriesDtype } from '../../../dicom/pixel/series-pixel-type.ts';
import { withStreamFacts } from '../../../dicom/pixel/stream-facts.ts';
import { presentationOf } from '../../../dicom/presentation/presentation.ts';
import { renderFrame } from '../../../dicom/presentation/render-frame.ts';
import type { VoiWindow } from '../../../dicom/voi/window.ts';
import { decodeFrame, type FrameDecoder, streamFactsOfDecoded } from '../../decode/index.ts';
import { encodePng } from '../../encode-png.ts';
import type { DicomJson, FinishedFrame } from '../study-cache.ts';
import type { HeaderInRow, IndexedInstance } from './index-store.ts';
import { inflate } from './instance-header.ts';
import type { StudyReader } from './study-reader.ts';

interface ParsedInstance {
  readonly file: Part10File;
  readonly header: DicomJson;
  readonly bytes: number;
}

/** Parsed multi-frame instances kept for the next frame; the whole instance is read and checked for one frame. */
const MOST_KEPT_BYTES = 256 * 1024 * 1024;

/** What decides about a series' number type: its distinct pixel descriptions, gathered as instances come. */
interface SeriesPixels {
  generation: number;
  lastRow: number;
  readonly descriptions: Map<string, DicomJson>;
  dtype: PixelType | null;
}

/** Finished frames and the headers that describe them, one number type for a whole series. */
export class FinishedFrames {
  private readonly store: StudyReader;
  private readonly decoder: FrameDecoder;
  private readonly kept = new Map<string, ParsedInstance>();
  private readonly series = new Map<string, SeriesPixels>();
  /** The study that was described last as a whole: who asks for its display sets asks for its series next. */
  private described: { studyUid: string; version: string; headers: readonly DicomJson[] } = {
    studyUid: '',
    version: '',
    headers: [],
  };
  /** The generation of the index of which `kept` is. */
  private keptOf = 0;

  constructor(store: StudyReader, decoder: FrameDecoder) {
    this.store = store;
    this.decoder = decoder;
  }

  /** Headers of a study, or of one series of it, as they describe the finished frames. Nobody may change them. */
  metadata(studyUid: string, seriesUid: string | null): readonly DicomJson[] {
    const version = this.store.studyVersion(studyUid);
    const { described } = this;
    if (described.studyUid !== studyUid || described.version !== version) {
      if (seriesUid !== null) return this.describe(studyUid, seriesUid);
      this.described = { studyUid, version, headers: this.describe(studyUid, null) };
    }
    const { headers } = this.described;
    return seriesUid === null ? headers : headers.filter(header => seriesOf(header) === seriesUid);
  }

  private describe(studyUid: string, seriesUid: string | null): readonly DicomJson[] {
    const { generation } = this.store;
    const bySeries = Map.groupBy(this.store.decodedHeaders(studyUid, seriesUid), ({ header }) => seriesOf(header));
    return [...bySeries].flatMap(([series, rows]) => {
      // Reading headers takes most of the time: the number type is told from those that are here already.
      const pixels = this.pixelsOf(studyUid, series);
      if (pixels.generation === generation) gather(pixels, rows);
      const dtype = this.pixelType(studyUid, series);
      return rows.map(({ header }) => finishedMetadata(header, dtype));
    });
  }

  /** One frame, counted from 1. */
  async frame(studyUid: string, sopInstanceUid: string, frameNumber: number): Promise<Outcome<FinishedFrame>> {
    const found = await this.frameWithHeader(studyUid, sopInstanceUid, frameNumber);
    return found.ok ? succeed(found.value.frame) : found;
  }

  /** One frame, counted from 1, with the header as the frame's stream knows better. */
  private async frameWithHeader(
    studyUid: string,
    sopInstanceUid: string,
    frameNumber: number,
  ): Promise<Outcome<{ frame: FinishedFrame; header: DicomJson }>> {
    const found = this.found(studyUid, sopInstanceUid);
    if (!found.ok) return found;
    const { parsed, seriesUid } = found.value;
    const decoded = await this.decoded(parsed, frameNumber);
    if (!decoded.ok) return decoded;
    const header = withStreamFacts(parsed.header, streamFactsOfDecoded(decoded.value));
    const dtype = this.pixelType(studyUid, seriesUid);
    const frame = finishFrame(header, frameNumber, decoded.value.frame, dtype);
    return frame.ok ? succeed({ frame: frame.value, header }) : frame;
  }

  /** The overlays of one frame, counted from 1; no pixels are decoded where the header has none. */
  async overlays(studyUid: string, sopInstanceUid: string, frameNumber: number): Promise<Outcome<readonly Overlay[]>> {
    const found = this.found(studyUid, sopInstanceUid);
    if (!found.ok) return found;
    const { file, header } = found.value.parsed;
    if (overlayPlanesOf(header).length === 0) return succeed([]);
    const decoded = await this.decoded(found.value.parsed, frameNumber);
    if (!decoded.ok) return decoded;
    return succeed(overlaysOf(header, frameNumber, overlaysOfInstance(file.dataSet, decoded.value.frame)));
  }

  /** A picture (PNG) of one frame, counted from 1, as the screen shows it: its own first window, or the one given. */
  async rendered(
    studyUid: string,
    sopInstanceUid: string,
    frameNumber: number,
    window: VoiWindow | null,
  ): Promise<Outcome<Uint8Array<ArrayBuffer>>> {
    const finished = await this.frameWithHeader(studyUid, sopInstanceUid, frameNumber);
    if (!finished.ok) return finished;
    const overlays = await this.overlays(studyUid, sopInstanceUid, frameNumber);
    if (!overlays.ok) return overlays;
    const { frame, header } = finished.value;
    const presentation = presentationOf(finishedMetadata(header, frame.dtype), frameNumber, frame, {
      overlays: overlays.value,
      ...(window && { voi: { kind: 'window', window, explanation: '' } }),
    });
    if (!presentation.ok) return presentation;
    return succeed(new Uint8Array(encodePng(renderFrame(frame, presentation.value))));
  }

  private found(studyUid: string, sopInstanceUid: string): Outcome<{ parsed: ParsedInstance; seriesUid: string }> {
    const instance = this.store.indexedInstance(studyUid, sopInstanceUid);
    if (instance === null) return fail('study-not-found', { what: 'instance' });
    const parsed = this.parsed(instance);
    return parsed.ok ? succeed({ parsed: parsed.value, seriesUid: instance.seriesUid }) : parsed;
  }

  private async decoded({ file, header }: ParsedInstance, frameNumber: number) {
    const description = pixelDescriptionOf(header);
    if (!description.ok) return description;
    if (frameNumber > description.value.numberOfFrames) return fail('study-not-found', { what: 'frame' });
    return decodeFrame(file, frameNumber, { description: description.value, decoder: this.decoder });
  }

  private parsed(instance: IndexedInstance): Outcome<ParsedInstance> {
    this.forgetRemoved();
    const name = `${instance.packId}/${instance.place.offset}`;
    const kept = this.kept.get(name);
    if (kept !== undefined) {
      this.kept.delete(name);
      this.kept.set(name, kept);
      return succeed(kept);
    }
    const bytes = this.store.read(instance);
    if (!bytes.ok) return bytes;
    const file = readPart10(bytes.value, { inflate });
    if (!file.ok) return file;
    const parsed = { file: file.value, header: dicomJsonOf(file.value.dataSet), bytes: bytes.value.byteLength };
    if (instance.numberOfFrames > 1) this.keep(name, parsed);
    return succeed(parsed);
  }

  /** What is kept is plain: it goes when its study may have gone. */
  private forgetRemoved(): void {
    const { generation } = this.store;
    if (generation !== this.keptOf) this.kept.clear();
    this.keptOf = generation;
  }

  private keep(name: string, parsed: ParsedInstance): void {
    this.kept.set(name, parsed);
    let total = [...this.kept.values()].reduce((sum, { bytes }) => sum + bytes, 0);
    for (const [oldest, { bytes }] of this.kept) {
      if (total <= MOST_KEPT_BYTES) break;
      this.kept.delete(oldest);
      total -= bytes;
    }
  }

  /** The number type of all frames of a series, as its instances are now. */
  pixelType(studyUid: string, seriesUid: string): PixelType {
    const pixels = this.pixelsOf(studyUid, seriesUid);
    gather(pixels, this.store.headersAfter(studyUid, seriesUid, pixels.lastRow));
    pixels.dtype ??= seriesDtype([...pixels.descriptions.values()]);
    return pixels.dtype;
  }

  /** What is known of a series' pixels, as long as no instance goes. */
  private pixelsOf(studyUid: string, seriesUid: string): SeriesPixels {
    const name = `${studyUid}/${seriesUid}`;
    const { generation } = this.store;
    const known = this.series.get(name);
    if (known?.generation === generation) return known;
    const pixels: SeriesPixels = { generation, lastRow: 0, descriptions: new Map(), dtype: null };
    this.series.set(name, pixels);
    return pixels;
  }
}

/** Takes in all headers of a series that came after those that were taken in before. */
function gather(pixels: SeriesPixels, headers: readonly HeaderInRow[]): void {
  const before = pixels.lastRow;
  for (const { row, header } of headers) {
    if (row <= before) continue;
    pixels.lastRow = Math.max(pixels.lastRow, row);
    const description = pixelAttributes(header);
    const text = JSON.stringify(description);
    if (pixels.descriptions.has(text)) continue;
    pixels.descriptions.set(text, description);
    pixels.dtype = null;
  }
}

const seriesOf = (header: DicomJson) => String(header['0020000E']?.Value?.[0]);

/** The Image Pixel and Modality LUT attributes (group 0028), and the functional groups, which can hold them too. */
function pixelAttributes(header: DicomJson): DicomJson {
  return Object.fromEntries(Object.entries(header).filter(([tag]) => /^(0028|52009229|52009230)/.test(tag)));
}
