import type { Failure, Language } from '../../../contract/index.ts';
import { resources } from './resources.ts';

/** A failure in the words of the screen: the sentence, what it is about, and the peer's own words. */
export interface FailureText {
  readonly sentence: string;
  /** The first sentence alone, without its full stop, for narrow places: `PACS injoignable`. */
  readonly headline: string;
  /** Why, in words, e.g. `délai dépassé`; empty when not known. */
  readonly cause: string;
  /** E.g. `fichier : orders/12.hl7`; empty when the failure names nothing. */
  readonly details: string;
  /** The peer's untranslated answer in quotes, or empty. */
  readonly words: string;
}

/** Parameters that are said by a sentence of their own. */
const counted = ['done', 'total'];

/** Internal identifiers: they help in a log, a reader can do nothing with them. A site is named where it stands. */
const internal = ['site', 'reading', 'report', 'delivery', 'revision', 'epoch'];

export function failureText(failure: Failure, language: Language): FailureText {
  const texts = resources[language].failures;
  const { done, total } = failure.params;
  const labels: Record<string, string> = texts.detail;
  const reasons: Record<string, string> = texts.reason;
  const colon = language === 'fr' ? '\u202f: ' : ': ';
  const isCounted = done !== undefined && total !== undefined;
  const listed = Object.entries(failure.params)
    .filter(([name, value]) => value !== '' && !internal.includes(name) && !(isCounted && counted.includes(name)))
    .map(([name, value]) => `${labels[name] ?? name}${colon}${reasons[String(value)] ?? value}`)
    .join(', ');
  const count = isCounted ? fill(texts.count, { done, total }) : '';
  const cause = failure.params.reason;
  return {
    headline: texts.sentence[failure.code].split('. ')[0]?.replace(/\.$/, '') ?? '',
    cause: cause === undefined ? '' : (reasons[String(cause)] ?? String(cause)),
    sentence: [texts.sentence[failure.code], count].filter(Boolean).join(' '),
    details: listed,
    words: failure.words ? fill(texts.words, { words: failure.words }) : '',
  };
}

/** The same as one line, for titles and accessible names. */
export function failureLine(failure: Failure, language: Language): string {
  const { sentence, details, words } = failureText(failure, language);
  return [details ? `${sentence} (${details})` : sentence, words].filter(Boolean).join(' ');
}

function fill(template: string, values: Record<string, string | number>): string {
  return template.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name] ?? ''));
}
