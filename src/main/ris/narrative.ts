import type { Paragraph, SealedVersion, SectionKind } from '../../contract/index.ts';
import { addendumLoinc, criticalLoinc, inlineText, sectionLoinc, wordingOf } from '../report-text/index.ts';

/** One section of a report as plain lines, one a paragraph. */
export interface NarrativeSection {
  /** `addendum`: what was added to a signed text, or why it was corrected or withdrawn; `critical`: who was told. */
  readonly kind: SectionKind | 'addendum' | 'critical';
  readonly lines: readonly string[];
}

/** The LOINC code of a section. */
export function loincOf({ kind }: NarrativeSection): { readonly code: string; readonly display: string } {
  if (kind === 'critical') return criticalLoinc;
  return kind === 'addendum' ? addendumLoinc : sectionLoinc[kind];
}

/** The report's sections in plain text, in the words of its renderings; sections without text are left out. */
export function narrative(version: Pick<SealedVersion, 'content' | 'subject' | 'status'>): readonly NarrativeSection[] {
  const { content, status } = version;
  const wording = wordingOf(content.language);
  const reason = `${wording.reasons[status === 'withdrawn' ? 'withdrawn' : 'correction']}${wording.labelSeparator}`;
  return [
    ...(content.reason ? [{ kind: 'addendum' as const, lines: [`${reason}${content.reason}`] }] : []),
    ...content.sections.map(({ kind, blocks }) => ({ kind, lines: linesOf(version, blocks) })),
    { kind: 'critical' as const, lines: (content.criticalResults ?? []).flatMap(({ text }) => text) },
    ...(content.addenda ?? []).map(({ blocks }) => ({ kind: 'addendum' as const, lines: linesOf(version, blocks) })),
  ].filter(({ lines }) => lines.length > 0);
}

function linesOf(
  { content, subject }: Pick<SealedVersion, 'content' | 'subject'>,
  blocks: readonly Paragraph[],
): string[] {
  return blocks
    .map(({ content: inlines }) =>
      inlines.map(inline => inlineText(inline, content.language, subject.studyUid)).join(''),
    )
    .filter(line => line.trim() !== '');
}
