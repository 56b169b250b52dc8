import { provisionalQuerySchema } from '../../contract/index.ts';
import type { ReadingCase } from '../reading-case/index.ts';
import type { ProvisionalPictures } from './provisional-pictures.ts';

const path = /^\/provisional\/studies\/([0-9.]{1,64})\/series\/([0-9.]{1,64})\/instances\/([0-9.]{1,64})$/;

/**
 * `GET /provisional/studies/…/series/…/instances/…` (`provisionalPath`): the picture as the PACS made it, of a study of the
 * open case alone. 404 where there is none, whatever the reason: the page then shows none.
 */
export async function answerProvisionalRequest(
  pictures: ProvisionalPictures,
  readingCase: Pick<ReadingCase, 'study'>,
  request: Request,
): Promise<Response> {
  if (request.method !== 'GET') return new Response(null, { status: 405 });
  const url = new URL(request.url);
  const [, studyUid = '', seriesUid = '', sopInstanceUid = ''] = path.exec(url.pathname) ?? [];
  const window = provisionalQuerySchema.safeParse(Object.fromEntries(url.searchParams));
  const study = readingCase.study(studyUid);
  if (!study || !window.success) return new Response(null, { status: 404 });
  const frame = { studyUid, seriesUid, sopInstanceUid, window: window.data };
  const picture = await pictures.picture(study.siteId, frame, request.signal);
  if (!picture.ok) return new Response(null, { status: 404 });
  const { bytes, mediaType } = picture.value;
  return new Response(bytes, {
    headers: { 'content-type': mediaType, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' },
  });
}
