import type { Outcome } from '../contract/index.ts';
import { pageHeaders } from './pages.ts';
import type { ReportService } from './reports/index.ts';

const reportPath = /^\/reports\/([0-9a-f-]{36})\/(draft|[1-9]\d{0,5})\.pdf$/;

/** `GET /reports/{reportId}/draft.pdf` and `/reports/{reportId}/{version}.pdf`: the PDF as it is, or as it was sealed. */
export async function answerReportRequest(reports: ReportService, request: Request): Promise<Response> {
  const match = reportPath.exec(new URL(request.url).pathname);
  if (!match || request.method !== 'GET') return new Response('Not found', { status: 404, headers: pageHeaders });
  const [, reportId = '', version = ''] = match;
  const found: Outcome<{ pdf: Uint8Array }> =
    version === 'draft' ? await reports.preview(reportId) : await reports.sealed(reportId, Number(version));
  if (!found.ok) return Response.json(found.failure, { status: 404, headers: pageHeaders });
  return new Response(new Uint8Array(found.value.pdf), {
    headers: { ...pageHeaders, 'content-type': 'application/pdf', 'content-disposition': 'inline' },
  });
}
