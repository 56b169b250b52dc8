/// <reference path="./pdfmake.d.ts" />
import pdfMake from 'pdfmake';
import roboto from 'pdfmake/fonts/Roboto.js';
import { toGlyphs } from './pdf-glyphs.ts';
import { pdfLayout } from './pdf-layout.ts';
import type { ReportDocument } from './report-document.ts';

const fontFiles = Object.values(roboto).flatMap(styles => Object.values(styles));
pdfMake.setFonts(roboto);
pdfMake.setUrlAccessPolicy(() => false);
pdfMake.setLocalAccessPolicy(path => fontFiles.includes(path));

/** Characters of the report's own text that the PDF's typeface cannot show: the page would not say what was written. */
export class UnprintableTextError extends Error {
  readonly characters: readonly string[];

  constructor(characters: readonly string[]) {
    super('text cannot be printed');
    this.characters = characters;
  }
}

let hasGlyph: Promise<(codePoint: number) => boolean> | null = null;

/**
 * The report as PDF 1.7: the same document gives the same bytes, the only time in it is the document's own. Not marked
 * as tagged, because pdfmake 0.3 writes an empty structure tree, which hides the text from a screen reader.
 * An identity in a script the typeface lacks stands as U+FFFD; in the radiologist's text that is an `UnprintableTextError`.
 */
export async function renderPdf(document: ReportDocument): Promise<Uint8Array> {
  hasGlyph ??= characterMap();
  const covers = await hasGlyph;
  const written = [
    document.title,
    ...document.sections.flatMap(({ paragraphs }) => paragraphs.flat().map(run => run.text)),
  ];
  const missing = new Set(written.flatMap(text => toGlyphs(text, covers).missing));
  if (missing.size > 0) throw new UnprintableTextError([...missing]);
  return pdfMake.createPdf(pdfLayout(document, text => toGlyphs(text, covers).text)).getBuffer();
}

async function characterMap(): Promise<(codePoint: number) => boolean> {
  const { font } = (await pdfMake.createPdf({ content: '' }).getStream()).provideFont('Roboto', false, false);
  return codePoint => font.hasGlyphForCodePoint(codePoint);
}
