import { fail, type Outcome, succeed } from '../../../contract/index.ts';
import { escapeText, unescapeText } from './escape.ts';
import { type Separators, separatorsOf, standardSeparators } from './separators.ts';

/** Repetitions, each a list of components, each a list of subcomponents; text is unescaped. */
export type Field = readonly (readonly (readonly string[])[])[];

/** `fields[n]` is field n of the standard; `fields[0]` is empty, and MSH-1 and MSH-2 stand at 1 and 2. */
export interface Segment {
  readonly name: string;
  readonly fields: readonly Field[];
}

export interface Message {
  readonly separators: Separators;
  readonly segments: readonly Segment[];
}

/** Splits a file or stream into its messages: each begins with a line that starts with MSH (also in batches, FHS/BHS). */
export function splitMessages(text: string): readonly string[] {
  const messages: string[] = [];
  let current: string[] | null = null;
  for (const line of text.split(/\r\n|\r|\n/)) {
    if (/^(FHS|BHS|BTS|FTS)[^A-Za-z0-9]/.test(line)) continue;
    if (line.startsWith('MSH')) {
      if (current) messages.push(current.join('\r'));
      current = [];
    }
    if (current === null) {
      if (line.trim() === '') continue;
      current = [];
    }
    current.push(line);
  }
  if (current) messages.push(current.join('\r'));
  return messages;
}

/**
 * Parses one message. Fails with `order-unreadable` (params: segment, reason) at the first segment that is not
 * one: what a garbled line was meant to say cannot be known, so the message is not taken for whole.
 */
export function parseMessage(text: string): Outcome<Message> {
  const lines = text.split(/\r\n|\r|\n/);
  const separators = separatorsOf(lines[0] ?? '');
  if (!separators) return fail('order-unreadable', { segment: 'MSH', field: 'MSH-2', reason: 'not-hl7' });
  const segments: Segment[] = [];
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const name = line.slice(0, 3);
    const wellFormed = /^[A-Z][A-Z0-9]{2}$/.test(name) && (line.length === 3 || line.charAt(3) === separators.field);
    if (!wellFormed) {
      const printable = name.replace(/[^\x20-\x7e]/g, '?');
      return fail('order-unreadable', {
        segment: `${printable} (line ${index + 1})`,
        reason: 'not-a-segment',
      });
    }
    segments.push(parseSegment(name, line, separators));
  }
  return succeed({ separators, segments });
}

function parseSegment(name: string, line: string, separators: Separators): Segment {
  const parts = line.split(separators.field).slice(1);
  if (name !== 'MSH') return { name, fields: [[], ...parts.map(part => parseField(part, separators))] };
  const [encoding = '', ...rest] = parts;
  return {
    name,
    fields: [[], plain(separators.field), plain(encoding), ...rest.map(part => parseField(part, separators))],
  };
}

function parseField(text: string, separators: Separators): Field {
  return split(text, separators.repetition).map(repetition =>
    split(repetition, separators.component).map(component =>
      split(component, separators.subcomponent).map(value => unescapeText(value, separators)),
    ),
  );
}

function split(text: string, separator: string): readonly string[] {
  return separator === '' ? [text] : text.split(separator);
}

function plain(text: string): Field {
  return [[[text]]];
}

/** One value, trimmed. Absent parts and the explicit null `""` (2.5.3) are the empty string. All counts begin at 1. */
export function valueAt(segment: Segment | undefined, field: number, component = 1, subcomponent = 1): string {
  return partOf(segment?.fields[field]?.[0], component, subcomponent);
}

/** As `valueAt`, of one repetition. */
export function partOf(repetition: Field[number] | undefined, component: number, subcomponent = 1): string {
  const value = repetition?.[component - 1]?.[subcomponent - 1]?.trim() ?? '';
  return value === '""' ? '' : value;
}

/** What one repetition of a field shall hold: one text, or components (each a text, or its subcomponents). */
export type FieldContent = string | readonly (string | readonly string[])[];

/** Several repetitions of a field. */
export interface Repeated {
  readonly repetitions: readonly FieldContent[];
}

/** A segment from its fields by number; fields not named are empty. */
export function segment(name: string, contents: Readonly<Record<number, FieldContent | Repeated>>): Segment {
  const count = Math.max(0, ...Object.keys(contents).map(Number));
  const fields: Field[] = [[]];
  for (let number = 1; number <= count; number += 1) {
    const content = contents[number] ?? '';
    const repetitions = typeof content === 'object' && 'repetitions' in content ? content.repetitions : [content];
    fields.push(
      repetitions.map(repetition =>
        (typeof repetition === 'string' ? [repetition] : repetition).map(component =>
          typeof component === 'string' ? [component] : component,
        ),
      ),
    );
  }
  return { name, fields };
}

/** The message's text with the standard separators; segments end with CR (2.5.2). MSH-1 and MSH-2 are supplied here. */
export function encodeMessage(segments: readonly Segment[], separators: Separators = standardSeparators): string {
  return segments.map(each => `${encodeSegment(each, separators)}\r`).join('');
}

function encodeSegment({ name, fields }: Segment, separators: Separators): string {
  const { field, component, repetition, escape: escapeCharacter, subcomponent } = separators;
  const encoded = fields.slice(1).map(each =>
    each
      .map(repeated =>
        trimmed(
          repeated.map(parts =>
            trimmed(
              parts.map(part => escapeText(part, separators)),
              subcomponent,
            ),
          ),
          component,
        ),
      )
      .join(repetition),
  );
  const rest =
    name === 'MSH' ? [component + repetition + escapeCharacter + subcomponent, ...encoded.slice(2)] : encoded;
  return trimmed([name, ...rest], field);
}

/** Joins, leaving out the separators of empty parts at the end. */
function trimmed(parts: readonly string[], separator: string): string {
  let count = parts.length;
  while (count > 1 && parts[count - 1] === '') count -= 1;
  return parts.slice(0, count).join(separator);
}
