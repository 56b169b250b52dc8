import type { Field, Inline, Language, Measurement, ReportContent, SectionKind } from '../../contract/index.ts';
import { fieldText, folded } from '../text/index.ts';

/** Stands in the text for a measurement and for a field without a value. */
export const atomMark = '\ufffc';

/** Part of a paragraph up to its full stop, with what its filled fields say. */
export interface Sentence {
  readonly section: SectionKind;
  /** Index of the paragraph in its section. */
  readonly block: number;
  readonly text: string;
  /** Where each of its letters stands in the paragraph, in which a measurement and a field are one position each. */
  readonly places: readonly number[];
  /** `text` without case and accents, position by position. */
  readonly folded: string;
}

export interface PlacedAtom<T> {
  readonly section: SectionKind;
  readonly block: number;
  readonly at: number;
  readonly value: T;
}

/** A report taken apart for its rules. */
export interface CheckedText {
  readonly content: ReportContent;
  readonly sentences: readonly Sentence[];
  readonly measurements: readonly PlacedAtom<Measurement>[];
  readonly fields: readonly PlacedAtom<Field>[];
  in(...kinds: SectionKind[]): readonly Sentence[];
}

/** A full stop ends a sentence unless it stands in a number or after an abbreviation. */
const sentenceEnd = /[.!?;]+(?=\s|$)|\n/g;
const abbreviation = /(?:^|[\s(])(?:dr|pr|mr|mrs|ms|prof|st|m|mme|cf|env|vs|ex|no|fig)$/;

export function checkedText(content: ReportContent): CheckedText {
  const sentences: Sentence[] = [];
  const measurements: PlacedAtom<Measurement>[] = [];
  const fields: PlacedAtom<Field>[] = [];
  for (const { kind: section, blocks } of content.sections) {
    blocks.forEach(({ content: inlines }, block) => {
      let text = '';
      const places: number[] = [];
      let at = 0;
      for (const inline of inlines) {
        const place = { section, block, at };
        if (inline.type === 'measurement') measurements.push({ ...place, value: inline.measurement });
        if (inline.type === 'field') fields.push({ ...place, value: inline.field });
        const isText = inline.type === 'text';
        const said = isText ? inline.text : saidBy(inline, content.language);
        for (let index = 0; index < said.length; index++) places.push(isText ? at + index : at);
        text += said;
        at += isText ? said.length : 1;
      }
      sentences.push(...sentencesOf(section, block, text, places));
    });
  }
  return {
    content,
    sentences,
    measurements,
    fields,
    in: (...kinds) => sentences.filter(({ section }) => kinds.includes(section)),
  };
}

function saidBy(inline: Exclude<Inline, { type: 'text' }>, language: Language): string {
  const isFilled = inline.type === 'field' && inline.field.value !== null;
  return isFilled ? fieldText(inline.field, language) : atomMark;
}

function sentencesOf(section: SectionKind, block: number, text: string, places: readonly number[]): Sentence[] {
  const plain = folded(text);
  const sentences: Sentence[] = [];
  let from = 0;
  const take = (to: number) => {
    const start = from + (/^\s*/.exec(text.slice(from, to))?.[0].length ?? 0);
    if (start < to) {
      sentences.push({
        section,
        block,
        text: text.slice(start, to),
        places: places.slice(start, to),
        folded: plain.slice(start, to),
      });
    }
    from = to;
  };
  for (const end of plain.matchAll(sentenceEnd)) {
    if (end[0] === '.' && abbreviation.test(plain.slice(from, end.index))) continue;
    take(end.index + end[0].length);
  }
  take(text.length);
  return sentences;
}
