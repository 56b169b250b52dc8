import type { DisplaySet, Language } from '../../../contract/index.ts';
import type { ValueScale } from '../../../dicom/measure/measured.ts';
import type { Voi } from '../../../dicom/voi/voi.ts';
import type { VoiWindow } from '../../../dicom/voi/window.ts';
import type { FrameDescription, ViewKind } from '../../cornerstone/index.ts';
import { formatDate, formatNumber, formatUnit } from '../../ui/format/index.ts';

/** What the overlay is written from. */
export interface OverlayFacts {
  readonly kind: ViewKind;
  readonly displaySet: DisplaySet;
  readonly frame: FrameDescription;
  /** From 1. */
  readonly slice: number;
  readonly sliceCount: number;
  readonly voi: Voi;
  /** Of uptakes, in whose terms windows are spoken of. */
  readonly scale: ValueScale | null;
  /** Screen pixels per image pixel. */
  readonly zoom: number;
  readonly slab: number;
  /** Name of the volume rendering's preset. */
  readonly rendering: string | null;
}

/** The words of a language that the overlay needs. */
export interface OverlayWords {
  readonly window: string;
  readonly table: string;
  readonly zoom: string;
  readonly thickness: string;
  readonly slab: string;
  readonly image: string;
  readonly position: string;
  readonly series: string;
  readonly sexes: Readonly<Record<string, string>>;
  readonly kinds: Readonly<Record<ViewKind, string>>;
}

export interface OverlayText {
  readonly topLeft: readonly string[];
  readonly topRight: readonly string[];
  readonly bottomLeft: readonly string[];
  readonly bottomRight: readonly string[];
}

const thin = '\u202f';

/** The text in the four corners, as every PACS user expects it (patient, study, presentation, image). */
export function overlayText(facts: OverlayFacts, words: OverlayWords, language: Language): OverlayText {
  const { frame, kind, displaySet } = facts;
  const { patient, study, series } = frame;
  const born = patient.birthDate ? formatDate(patient.birthDate, language) : null;
  const studied = study.date ? formatDate(study.date, language) : null;
  return {
    topLeft: present([
      patient.name.replaceAll('^', ' ').trim(),
      join([patient.patientId, patient.sex && (words.sexes[patient.sex] ?? patient.sex), born], ' · '),
    ]),
    topRight: present([
      // Which side is the first question that a mammogram has to answer.
      join([displaySet.laterality === 'U' ? null : (displaySet.laterality ?? null), displaySet.view ?? null], ' '),
      study.description,
      join([series.number === null ? null : `${words.series} ${series.number}`, series.description], ' · '),
      join([studied, study.time], ' '),
    ]),
    bottomLeft: present([
      windowLine(facts, words, language),
      `${words.zoom} ${formatNumber(facts.zoom * 100, 0, language)}${thin}%`,
      thicknessText(facts, words, language),
    ]),
    bottomRight: present([
      kind === 'stack' ? null : words.kinds[kind],
      kind === 'volume3d' ? null : `${words.image} ${facts.slice}/${facts.sliceCount}`,
      kind === 'stack' ? positionText(frame, words, language) : null,
      `${displaySet.columns} × ${displaySet.rows}`,
    ]),
  };
}

/** `40/400`: centre before width, the machine's form of `data-wl`. */
export function windowKey(window: VoiWindow): string {
  return `${window.center}/${window.width}`;
}

/** Colours have no window; a volume rendering is named instead. */
function windowLine(
  { kind, frame, voi, scale, rendering }: OverlayFacts,
  words: OverlayWords,
  language: Language,
): string | null {
  if (kind === 'volume3d') return rendering;
  return frame.samplesPerPixel === 3 ? null : voiText(voi, scale, words, language);
}

/** Width before centre, as presets are spoken of, with what the image's maker calls it; a table by its name alone. */
function voiText(voi: Voi, scale: ValueScale | null, words: OverlayWords, language: Language): string {
  if (voi.kind === 'table') return join([words.table, voi.explanation], ' ');
  const { window, explanation } = voi;
  if (scale) return uptakeRange(window, scale, language);
  const decimals = Number.isInteger(window.center) && Number.isInteger(window.width) ? 0 : 1;
  const number = (value: number) => formatNumber(value, decimals, language);
  return join(
    [
      `${words.window} ${number(window.width)} / ${number(window.center)}`,
      window.function === 'SIGMOID' ? 'SIGMOID' : null,
      explanation,
    ],
    ' ',
  );
}

/** `SUVbw 0,0 – 5,0`: what is black and what is white, as PET is spoken of. */
function uptakeRange({ center, width }: VoiWindow, { factor, unit }: ValueScale, language: Language): string {
  const number = (value: number) => formatNumber(value * factor, 1, language);
  return `${formatUnit(unit, language)} ${number(center - width / 2)} – ${number(center + width / 2)}`;
}

function thicknessText(facts: OverlayFacts, words: OverlayWords, language: Language): string | null {
  const mm = (value: number) => `${formatNumber(value, 1, language)}${thin}${formatUnit('mm', language)}`;
  if (facts.slab > 0) return `${words.slab} ${mm(facts.slab)}`;
  if (facts.kind !== 'stack' || facts.frame.sliceThickness === null) return null;
  return `${words.thickness} ${mm(facts.frame.sliceThickness)}`;
}

/** Position of a cross-section along the axis that its normal is nearest to, with that axis' letter. */
function positionText(frame: FrameDescription, words: OverlayWords, language: Language): string | null {
  const { position, rowDirection: row, columnDirection: column } = frame;
  if (!position || !row || !column) return null;
  const normal = [
    row[1] * column[2] - row[2] * column[1],
    row[2] * column[0] - row[0] * column[2],
    row[0] * column[1] - row[1] * column[0],
  ].map(Math.abs);
  const axis = normal.indexOf(Math.max(...normal));
  const letters = [
    ['L', 'R'],
    ['P', 'A'],
    ['H', 'F'],
  ][axis]!;
  const value = position[axis as 0 | 1 | 2];
  return `${words.position} ${letters[value >= 0 ? 0 : 1]}${formatNumber(Math.abs(value), 1, language)}${thin}mm`;
}

function join(parts: readonly (string | null)[], separator: string): string {
  return parts.filter(Boolean).join(separator);
}

function present(lines: readonly (string | null)[]): readonly string[] {
  return lines.filter((line): line is string => Boolean(line));
}
