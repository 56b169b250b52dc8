import type { PriorReport, SealedVersion } from '../../contract/index.ts';
import { inlineText } from '../report-text/index.ts';

/** A signed version as an earlier report is read beside a new one. */
export function priorReportOf({ reportId, content, subject, signer }: SealedVersion): PriorReport {
  return {
    id: reportId,
    source: 'vigie',
    title: content.title,
    language: content.language,
    studyAt: subject.studyAt,
    author: signer.name,
    sections: content.sections
      .map(({ kind, blocks }) => ({
        kind,
        paragraphs: blocks
          .map(({ content: inlines }) =>
            inlines.map(inline => inlineText(inline, content.language, subject.studyUid)).join(''),
          )
          .filter(text => text.trim() !== ''),
      }))
      .filter(({ paragraphs }) => paragraphs.length > 0),
  };
}
