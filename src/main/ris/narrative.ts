import type { SealedVersion, SectionKind } from '../../contract/index.ts';
import { inlineText } from '../report-text/index.ts';

/** One section of a report as plain lines, one a paragraph. */
export interface NarrativeSection {
  readonly kind: SectionKind;
  readonly lines: readonly string[];
}

/** The report's sections in plain text, in the words of its renderings; sections without text are left out. */
export function narrative({
  content,
  subject,
}: Pick<SealedVersion, 'content' | 'subject'>): readonly NarrativeSection[] {
  return content.sections
    .map(({ kind, blocks }) => ({
      kind,
      lines: blocks
        .map(({ content: inlines }) =>
          inlines.map(inline => inlineText(inline, content.language, subject.studyUid)).join(''),
        )
        .filter(line => line.trim() !== ''),
    }))
    .filter(({ lines }) => lines.length > 0);
}
