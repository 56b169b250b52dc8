import type { ReportDocument } from './report-document.ts';

/** Plain text with `\n` line ends: headings in capitals, one line a paragraph, no wrapping. */
export function renderText(document: ReportDocument): string {
  const { wording, signature } = document;
  const blocks: string[][] = [
    [...(document.mark ? [`*** ${document.mark} ***`] : []), document.title, document.status],
    document.identity.map(({ label, value }) => `${label}${wording.labelSeparator}${oneLine(value)}`),
    ...document.sections.map(({ heading, paragraphs }) => [
      heading.toLocaleUpperCase(document.language),
      ...paragraphs.map(runs => runs.map(({ text }) => text).join('')),
    ]),
    ...(signature ? [[...signature.lines, ...(signature.demonstration ? [signature.demonstration] : [])]] : []),
    [document.notice],
  ];
  return `${blocks.map(lines => lines.join('\n')).join('\n\n')}\n`;
}

/** Names and numbers come from outside: a line break in one must not look like a line of the report. */
function oneLine(value: string): string {
  return value.replace(/\s*[\r\n]+\s*/g, ' ');
}
