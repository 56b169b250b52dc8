import type { Measurement } from '../../../contract/index.ts';
import type { ReportDocument, Run } from './report-document.ts';

/** System colours, so that the page is readable on light and dark grounds alike. */
const style = `:root{color-scheme:light dark}
body{margin:0 auto;max-width:46rem;padding:1.5rem;font:1rem/1.5 Roboto,"Segoe UI",Arial,sans-serif;color:CanvasText;background:Canvas}
h1{font-size:1.4rem;margin:0}
h2{font-size:.85rem;letter-spacing:.06em;text-transform:uppercase;margin:1.5rem 0 .25rem}
p{margin:0 0 .5rem;white-space:pre-wrap}
.status{margin:0 0 1rem}
.draft{display:inline-block;border:2px solid;padding:.1rem .6rem;font-weight:700;letter-spacing:.15em}
table{border-collapse:collapse;width:100%;border-top:1px solid;border-bottom:1px solid}
th,td{text-align:left;vertical-align:top;padding:.15rem .75rem .15rem 0;font-weight:400}
th{white-space:nowrap;width:1%}
td{font-weight:600}
.signature{margin-top:1.5rem;border-left:3px solid;padding-left:.75rem}
.demonstration{font-weight:700}
.notice{margin-top:1.5rem;border-top:1px solid;padding-top:.5rem;font-size:.85rem}`;

/** One self-contained page without scripts, images or links; every text is escaped; well-formed as XML too. */
export function renderHtml(document: ReportDocument): string {
  const { signature } = document;
  const lines = [
    '<!DOCTYPE html>',
    `<html lang="${document.language}">`,
    '<head>',
    '<meta charset="utf-8" />',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />`,
    `<title>${escapeMarkup(document.title)}</title>`,
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    ...(document.mark ? [`<p class="draft">${escapeMarkup(document.mark)}</p>`] : []),
    `<h1>${escapeMarkup(document.title)}</h1>`,
    `<p class="status">${escapeMarkup(document.status)}</p>`,
    '<table>',
    ...document.identity.map(
      ({ label, value }) => `<tr><th scope="row">${escapeMarkup(label)}</th><td>${escapeMarkup(value)}</td></tr>`,
    ),
    '</table>',
    ...document.sections.flatMap(({ id, heading, paragraphs }) => [
      `<section id="${id}">`,
      `<h2>${escapeMarkup(heading)}</h2>`,
      ...paragraphs.map(runs => `<p>${runs.map(run => runHtml(run)).join('')}</p>`),
      '</section>',
    ]),
    ...(signature
      ? [
          '<div class="signature">',
          ...signature.lines.map(line => `<div>${escapeMarkup(line)}</div>`),
          ...(signature.demonstration
            ? [`<div class="demonstration">${escapeMarkup(signature.demonstration)}</div>`]
            : []),
          '</div>',
        ]
      : []),
    `<p class="notice">${escapeMarkup(document.notice)}</p>`,
    '</body>',
    '</html>',
  ];
  return `${lines.join('\n')}\n`;
}

function runHtml({ text, bold, italic, measurement }: Run): string {
  const inner = measurement
    ? `<span class="measurement"${imageAttributes(measurement)}>${escapeMarkup(text)}</span>`
    : escapeMarkup(text);
  const slanted = italic ? `<em>${inner}</em>` : inner;
  return bold ? `<strong>${slanted}</strong>` : slanted;
}

/** Where the measurement was made, for a reader that can show the image. */
function imageAttributes({ image }: Measurement): string {
  const attributes: [string, string | number][] = [
    ['data-study-uid', image.studyUid],
    ['data-series-uid', image.seriesUid],
    ['data-sop-instance-uid', image.sopInstanceUid],
    ['data-frame', image.frameNumber],
  ];
  return attributes.map(([name, value]) => ` ${name}="${escapeMarkup(String(value))}"`).join('');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeMarkup(text: string): string {
  return text.replace(/[&<>"']/g, character => entities[character]!);
}
