import type { CheckContext, CheckRule, Draft, Paragraph, ReportContent } from '../../contract/index.ts';
import { checkReport } from './check-report.ts';
import type { CheckFinding } from './finding.ts';
import type { MeasurementStanding } from './measurement-changed.ts';

/** Rules that hold a text against what is described elsewhere in the report. */
const againstSigned: ReadonlySet<CheckRule> = new Set(['laterality-sections', 'unit-slip']);

/**
 * What should be looked at before a draft is signed. An addendum is checked for what it adds: as the conclusion of the signed
 * text, which it may contradict and which nobody can change any more. Its places are paragraphs of the addendum.
 */
export function checkDraft(
  { amends, content }: Pick<Draft, 'amends' | 'content'>,
  context: CheckContext,
  standing: ReadonlyMap<string, MeasurementStanding> = new Map(),
): CheckFinding[] {
  if (amends?.kind !== 'addendum') return checkReport(content, context, standing);
  const added = content.addenda?.at(-1)?.blocks ?? [];
  const signed = content.sections.flatMap(({ kind, blocks }) =>
    kind === 'findings' || kind === 'conclusion' ? blocks : [],
  );
  const earlier = (content.addenda ?? []).slice(0, -1).flatMap(({ blocks }) => blocks);
  const alone = checkReport(asConclusion(content, [], added), context, standing);
  const beside = checkReport(asConclusion(content, [...signed, ...earlier], added), context, standing);
  return [
    ...alone.filter(({ rule }) => !againstSigned.has(rule)),
    ...beside.filter(({ rule }) => againstSigned.has(rule)),
  ]
    .filter(({ place, rule }) => place.section === 'conclusion' && rule !== 'empty-section')
    .sort((one, other) => one.place.block - other.place.block || one.place.from - other.place.from);
}

function asConclusion(content: ReportContent, findings: Paragraph[], conclusion: Paragraph[]): ReportContent {
  const blocksOf = { findings, conclusion };
  return {
    ...content,
    sections: content.sections.map(({ kind }) => ({
      kind,
      blocks: kind === 'findings' || kind === 'conclusion' ? blocksOf[kind] : [],
    })),
  };
}
