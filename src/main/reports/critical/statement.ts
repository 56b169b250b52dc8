import type { CriticalResult, Language, ReportContent, StatedCriticalResult } from '../../../contract/index.ts';
import { instantText, wordingOf } from '../../report-text/index.ts';

/**
 * The content as it is sealed or shown before that: with what is recorded of its critical results, in the words of its
 * language. What was recorded by mistake is not part of the report.
 */
export function withCriticalResults(
  { criticalResults: _, ...content }: ReportContent,
  results: readonly CriticalResult[],
  timeZone: string,
): ReportContent {
  const stated = results
    .filter(({ state }) => state !== 'retracted')
    .map(each => statement(each, content.language, timeZone));
  return stated.length === 0 ? content : { ...content, criticalResults: stated };
}

function statement(
  { id, category, finding, communications }: CriticalResult,
  language: Language,
  timeZone: string,
): StatedCriticalResult {
  const { critical } = wordingOf(language);
  const told = communications.map(({ recipient, role, means, at, readBack, by }) => {
    const { date, time, zone } = instantText(at, timeZone, language);
    const whom = role === '' ? recipient : `${recipient} (${role})`;
    return critical.told({ by, whom, means: critical.means[means], date, time, zone, readBack });
  });
  return {
    id,
    category,
    finding,
    communications,
    text: [critical.finding(critical.categories[category], finding), ...(told.length > 0 ? told : [critical.notTold])],
  };
}
