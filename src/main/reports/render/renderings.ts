import { renderCda } from '../cda/imaging-report.ts';
import { renderHtml } from './html.ts';
import { renderPdf } from './pdf.ts';
import { type RenderingSource, reportDocument } from './report-document.ts';
import { renderText } from './text.ts';

export interface RenderedReport {
  readonly text: string;
  readonly html: string;
  readonly pdf: Uint8Array;
  /** CDA R2 document; null for a draft, which is no document. */
  readonly cda: string | null;
}

/** Every rendering of a report, all from the same words. Throws `UnprintableTextError`. */
export async function render(source: RenderingSource): Promise<RenderedReport> {
  const document = reportDocument(source);
  const { sealing } = source;
  return {
    text: renderText(document),
    html: renderHtml(document),
    pdf: await renderPdf(document),
    cda: sealing ? renderCda({ ...source, sealing }, document) : null,
  };
}
