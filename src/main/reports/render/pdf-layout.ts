import type { ReportDocument } from './report-document.ts';

const ink = '#1b2733';
const muted = '#5b6876';
const accent = '#1f4e79';
const rule = '#c9d2dc';
const warning = '#b3261e';

/** The pdfmake definition of a report on A4. `glyphs` gives each text in characters that the typeface has. */
export function pdfLayout(document: ReportDocument, glyphs: (text: string) => string): object {
  return {
    pageSize: 'A4',
    pageMargins: [52, 48, 52, 76],
    language: document.language,
    displayTitle: true,
    version: '1.7',
    info: {
      title: glyphs(document.title),
      ...(document.author ? { author: glyphs(document.author) } : {}),
      creator: 'Vigie',
      producer: 'pdfmake',
      creationDate: document.at,
    },
    defaultStyle: { font: 'Roboto', fontSize: 10, lineHeight: 1.3, color: ink },
    ...(document.mark
      ? { watermark: { text: document.mark, color: warning, opacity: 0.14, bold: true, angle: -50 } }
      : {}),
    content: [
      { text: glyphs(document.title), fontSize: 18, bold: true, color: accent, lineHeight: 1.15 },
      { text: document.status, color: muted, margin: [0, 2, 0, 10] },
      identityTable(document, glyphs),
      ...document.sections.flatMap(section => sectionBlocks(section, glyphs)),
      ...signatureBox(document, glyphs),
    ],
    footer: (page: number, pages: number) => footer(document, glyphs, page, pages),
    // A heading never stands alone at the foot of a page.
    pageBreakBefore: (node: { headlineLevel?: number }, queries: { getFollowingNodesOnPage(): unknown[] }) =>
      node.headlineLevel === 1 && queries.getFollowingNodesOnPage().length === 0,
  };
}

function identityTable({ identity }: ReportDocument, glyphs: (text: string) => string): object {
  const cells = identity.map(({ label, value }) => [
    { text: label, color: muted, fontSize: 9, noWrap: true, margin: [0, 0.8, 0, 0] },
    { text: glyphs(value), bold: true, ...wordBreak(value, 18) },
  ]);
  const rows: object[][] = [];
  for (let index = 0; index < cells.length; index += 2) {
    rows.push([...cells[index]!, ...(cells[index + 1] ?? [{ text: '' }, { text: '' }])]);
  }
  return {
    table: { widths: [84, 187, 78, '*'], body: rows },
    layout: {
      hLineWidth: (line: number, node: { table: { body: unknown[] } }) =>
        line === 0 || line === node.table.body.length ? 0.75 : 0,
      vLineWidth: () => 0,
      hLineColor: () => rule,
      paddingLeft: (column: number) => (column === 0 ? 0 : 10),
      paddingRight: () => 0,
      paddingTop: (row: number) => (row === 0 ? 6 : 1),
      paddingBottom: (row: number, node: { table: { body: unknown[] } }) =>
        row === node.table.body.length - 1 ? 6 : 1,
    },
    margin: [0, 0, 0, 6],
  };
}

/** A word too long for its column breaks anywhere instead of running off the page. */
function wordBreak(text: string, longest: number): object {
  return text.split(/[\s-]/).some(word => word.length > longest) ? { wordBreak: 'break-all' } : {};
}

function sectionBlocks(section: ReportDocument['sections'][number], glyphs: (text: string) => string): object[] {
  return [
    {
      text: section.heading.toLocaleUpperCase(),
      headlineLevel: 1,
      bold: true,
      fontSize: 10,
      characterSpacing: 0.6,
      color: accent,
      margin: [0, 12, 0, 3],
    },
    ...section.paragraphs.map(runs => ({
      text: runs.map(({ text, bold, italic }) => ({
        text: glyphs(text),
        bold,
        italics: italic,
        ...wordBreak(text, 60),
        preserveLeadingSpaces: true,
      })),
      margin: [0, 0, 0, 4],
    })),
  ];
}

function signatureBox({ signature }: ReportDocument, glyphs: (text: string) => string): object[] {
  if (!signature) return [];
  return [
    {
      unbreakable: true,
      margin: [0, 22, 0, 0],
      table: {
        widths: ['*'],
        body: [
          [
            {
              stack: [
                ...signature.lines.map((line, index) => ({ text: glyphs(line), bold: index === 0 })),
                ...(signature.demonstration
                  ? [{ text: signature.demonstration, bold: true, color: warning, margin: [0, 3, 0, 0] }]
                  : []),
              ],
            },
          ],
        ],
      },
      layout: {
        hLineWidth: () => 0,
        vLineWidth: (column: number) => (column === 0 ? 2.5 : 0),
        vLineColor: () => accent,
        paddingLeft: () => 10,
      },
    },
  ];
}

function footer(document: ReportDocument, glyphs: (text: string) => string, page: number, pages: number): object {
  return {
    margin: [52, 18, 52, 0],
    fontSize: 8,
    color: muted,
    stack: [
      { canvas: [{ type: 'line', x1: 0, y1: 0, x2: 491, y2: 0, lineWidth: 0.75, lineColor: rule }] },
      {
        margin: [0, 6, 0, 0],
        columns: [
          { text: glyphs(document.reminder), width: '*' },
          { text: document.wording.page(page, pages), width: 'auto', noWrap: true },
        ],
      },
      {
        text: [
          ...(document.mark ? [{ text: `${document.mark} \u00b7 `, bold: true, color: warning }] : []),
          document.notice,
        ],
      },
    ],
  };
}
