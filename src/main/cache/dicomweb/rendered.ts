import type { WindowFunction } from '../../../dicom/voi/window.ts';
import type { StudyCache, VoiWindow } from '../study-cache.ts';
import { acceptsType, parseAccept } from './accept.ts';
import { badRequest, commonHeaders, failureAnswer, notAcceptable } from './answers.ts';
import type { Resource } from './retrieve.ts';

const PICTURE = 'image/png';

/** The functions of the parameter (PS3.18 section 8.3.5.1.4) and those of (0028,1056). */
const functions: Readonly<Record<string, WindowFunction>> = {
  linear: 'LINEAR',
  'linear-exact': 'LINEAR_EXACT',
  sigmoid: 'SIGMOID',
};

/**
 * A frame as the screen shows it, as a PNG of the image's own size. Of the parameters of PS3.18 section 8.3.5 `window`
 * is heeded; a `viewport` would need scaling, which is left to whoever asked, and is refused.
 */
export async function retrieveRendered(
  cache: StudyCache,
  { studyUid, sopInstanceUid }: Resource,
  frameNumber: number,
  parameters: URLSearchParams,
  accept: string | null,
): Promise<Response> {
  if (!acceptsType(parseAccept(accept), PICTURE)) return notAcceptable(accept);
  if (frameNumber < 1) return badRequest('frames');
  if (parameters.has('viewport')) return badRequest('viewport');
  const given = parameters.get('window');
  const window = given === null ? null : windowOf(given);
  if (given !== null && window === null) return badRequest('window');
  const picture = await cache.rendered(studyUid, sopInstanceUid ?? '', frameNumber, window);
  if (!picture.ok) return failureAnswer(picture.failure);
  return new Response(picture.value, {
    headers: { ...commonHeaders, 'content-type': PICTURE, 'content-length': String(picture.value.byteLength) },
  });
}

/** `center,width,function`; null for what is no window. */
function windowOf(text: string): VoiWindow | null {
  const [center = '', width = '', name = '', ...more] = text.split(',');
  const named = functions[name];
  const isNumber = (value: string) => /^-?\d{1,9}(\.\d{1,9})?$/.test(value);
  if (more.length > 0 || named === undefined || !isNumber(center) || !isNumber(width)) return null;
  if (Number(width) < (named === 'LINEAR' ? 1 : Number.MIN_VALUE)) return null;
  return { center: Number(center), width: Number(width), function: named };
}
