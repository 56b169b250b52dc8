import { fail } from '../../../contract/index.ts';
import { overlayToJson } from '../../../dicom/overlay/overlay-json.ts';
import { StudyCacheError } from '../failures.ts';
import { MOST_RESULTS } from '../store/search.ts';
import type { DicomJson, StudyCache } from '../study-cache.ts';
import { acceptsType, parseAccept } from './accept.ts';
import { badRequest, failureAnswer, jsonAnswer, jsonBytes, notAcceptable, notFound } from './answers.ts';
import { retrieveBulkData } from './bulk-data.ts';
import { retrieveFramePack } from './frame-pack.ts';
import { parseQuery } from './query-parameters.ts';
import { retrieveRendered } from './rendered.ts';
import { type Resource, retrieveFrames, retrieveInstances } from './retrieve.ts';

export interface OriginOptions {
  /**
   * True: a PACS as others see it, with original instances and their own headers. False: the viewer's source, with
   * finished frames and headers that describe those.
   */
  readonly instances: boolean;
}

const PREFIX = '/dicomweb';
const UID = '([0-9.]{1,64})';
const study = `/studies/${UID}`;
const series = `${study}/series/${UID}`;
const instance = `${series}/instances/${UID}`;
const corrected = `${series}/shear-corrected/([0-9a-f]{8})`;

interface Call {
  readonly cache: StudyCache;
  readonly options: OriginOptions;
  readonly request: Request;
  readonly url: URL;
  readonly uids: readonly (string | undefined)[];
}

/** The resources of PS3.18 sections 10.4 (retrieve) and 10.6 (search) that this origin has. */
const routes: readonly (readonly [string, (call: Call) => Promise<Response>])[] = [
  ['/(studies|series|instances)', call => search(call, call.uids[0] as Level, undefined, undefined)],
  [`${study}/(series|instances)`, call => search(call, call.uids[1] as Level, call.uids[0], undefined)],
  [`${series}/(instances)`, call => search(call, 'instances', call.uids[0], call.uids[1])],
  [`${study}/metadata`, metadata],
  [`${series}/metadata`, metadata],
  [`${instance}/metadata`, metadata],
  [study, instances],
  [series, instances],
  [instance, instances],
  [`${instance}/frames/(\\d{1,9}(?:,\\d{1,9})*)`, frames],
  [`${instance}/frames/(\\d{1,9})/overlays`, overlays],
  [`${instance}/bulkdata/([0-9A-Za-z/]{1,256})`, bulkData],
  [`${instance}/rendered`, rendered],
  [`${instance}/frames/(\\d{1,9})/rendered`, rendered],
  [`${series}/frame-packs/([0-9a-f]{8})`, framePack],
  [`${corrected}/metadata`, correctedMetadata],
  [`${corrected}/instances/${UID}/frames/(\\d{1,9}(?:,\\d{1,9})*)`, correctedFrames],
];
const compiled = routes.map(([path, handler]) => [new RegExp(`^${PREFIX}${path}/?$`), handler] as const);

type Level = 'studies' | 'series' | 'instances';

/**
 * The cache as a DICOMweb origin server (PS3.18) under `/dicomweb`. Answers every request: 400, 404, 405, 406, 500 and
 * 503 carry the failure as JSON. Knows nothing of sign-in: who may ask is the host's business.
 */
export function dicomwebOrigin(cache: StudyCache, options: OriginOptions): (request: Request) => Promise<Response> {
  return async request => {
    if (request.method !== 'GET') {
      const answer = failureAnswer(fail('input-invalid', { field: 'method' }).failure, 405);
      answer.headers.set('allow', 'GET');
      return answer;
    }
    const url = new URL(request.url);
    for (const [pattern, handler] of compiled) {
      const match = pattern.exec(url.pathname);
      if (match === null) continue;
      try {
        return await handler({ cache, options, request, url, uids: match.slice(1) });
      } catch (error) {
        if (error instanceof StudyCacheError) return failureAnswer(error.failure);
        throw error;
      }
    }
    return failureAnswer(fail('input-invalid', { field: 'path' }).failure, 404);
  };
}

async function search(
  { cache, request, url }: Call,
  level: Level,
  studyUid: string | undefined,
  seriesUid: string | undefined,
): Promise<Response> {
  const type = jsonType(request);
  if (type === null) return notAcceptable(request.headers.get('accept'));
  const path = { ...(studyUid && { studyUid }), ...(seriesUid && { seriesUid }) };
  const parsed = parseQuery(url.searchParams, path);
  if (!parsed.ok) return badRequest(parsed.field);
  const results = await cache.search(level, parsed.query);
  return jsonAnswer(
    results.map(result => withRetrieveUrl(result, url, level)),
    type,
    warnings(parsed.ignored, parsed.query.studyUid === undefined && results.length === MOST_RESULTS),
  );
}

/** What was not done as asked (PS3.18 sections 8.3.4.4 and 10.6.1.2). */
function warnings(ignored: readonly string[], cut: boolean): Record<string, string> {
  const texts = [
    ...(ignored.length === 0 ? [] : [`These query parameters were not heeded: ${ignored.join(' ')}`]),
    ...(cut ? [`There may be more than ${MOST_RESULTS} results; page on with offset`] : []),
  ].map(text => `299 vigie "${text.replaceAll(/[^A-Za-z0-9_.:; ]/g, '?')}"`);
  return texts.length === 0 ? {} : { warning: texts.join(', ') };
}

/** (0008,1190) Retrieve URL, absolute as PS3.18 10.6.3.3 wants it. */
function withRetrieveUrl(result: DicomJson, url: URL, level: Level): DicomJson {
  const uid = (tag: string) => String(result[tag]?.Value?.[0]);
  let path = `${url.protocol}//${url.host}${PREFIX}/studies/${uid('0020000D')}`;
  if (level !== 'studies') path += `/series/${uid('0020000E')}`;
  if (level === 'instances') path += `/instances/${uid('00080018')}`;
  return { ...result, '00081190': { vr: 'UR', Value: [path] } };
}

async function metadata({ cache, options, request, uids }: Call): Promise<Response> {
  const type = jsonType(request);
  if (type === null) return notAcceptable(request.headers.get('accept'));
  const { studyUid, seriesUid, sopInstanceUid } = resourceOf(uids);
  const form = options.instances ? 'original' : 'finished';
  if (sopInstanceUid === null) {
    const json = await cache.metadataJson(studyUid, seriesUid, form);
    return isEmptyArray(json) ? notFound('metadata') : jsonBytes(json, type);
  }
  const headers = await cache.metadata(studyUid, seriesUid, form);
  const wanted = headers.filter(header => header['00080018']?.Value?.[0] === sopInstanceUid);
  return wanted.length === 0 ? notFound('metadata') : jsonAnswer(wanted, type);
}

const isEmptyArray = (json: Uint8Array) => json.byteLength === '[]'.length;

async function instances({ cache, options, request, uids }: Call): Promise<Response> {
  if (!options.instances) return failureAnswer(fail('input-invalid', { field: 'path' }).failure, 404);
  return retrieveInstances(cache, resourceOf(uids), request.headers.get('accept'), PREFIX);
}

async function frames({ cache, options, request, uids }: Call): Promise<Response> {
  // Beside original headers, finished frames would be a lie.
  if (options.instances) return failureAnswer(fail('input-invalid', { field: 'path' }).failure, 404);
  const { studyUid, seriesUid, sopInstanceUid } = resourceOf(uids);
  const source = {
    frame: (number: number) => cache.finishedFrame(studyUid, sopInstanceUid ?? '', number),
    location: `${PREFIX}/studies/${studyUid}/series/${seriesUid}/instances/${sopInstanceUid}`,
  };
  return retrieveFrames(source, frameNumbers(uids[3]), request.headers.get('accept'));
}

function frameNumbers(list: string | undefined): readonly number[] {
  return (list ?? '').split(',').map(Number);
}

/** Not of the standard: the slices of a tilted stack as they make a rectangular volume, beside those that were acquired. */
async function correctedMetadata({ cache, options, request, uids }: Call): Promise<Response> {
  if (options.instances) return failureAnswer(fail('input-invalid', { field: 'path' }).failure, 404);
  const type = jsonType(request);
  if (type === null) return notAcceptable(request.headers.get('accept'));
  const [studyUid = '', seriesUid = '', name = ''] = uids;
  const headers = await cache.correctedMetadata(studyUid, seriesUid, name);
  return headers.length === 0 ? notFound('metadata') : jsonAnswer(headers, type);
}

async function correctedFrames({ cache, options, request, uids }: Call): Promise<Response> {
  if (options.instances) return failureAnswer(fail('input-invalid', { field: 'path' }).failure, 404);
  const [studyUid = '', seriesUid = '', name = '', sopInstanceUid = '', numbers] = uids;
  const source = {
    frame: (number: number) => cache.correctedFrame(studyUid, seriesUid, name, sopInstanceUid, number),
    location: `${PREFIX}/studies/${studyUid}/series/${seriesUid}/shear-corrected/${name}/instances/${sopInstanceUid}`,
  };
  return retrieveFrames(source, frameNumbers(numbers), request.headers.get('accept'));
}

/** One frame as a picture (PS3.18 section 10.4.1.1.3); of a multi-frame instance its first, where none is named. */
async function rendered({ cache, request, url, uids }: Call): Promise<Response> {
  const { studyUid, seriesUid, sopInstanceUid } = resourceOf(uids);
  return retrieveRendered(
    cache,
    { studyUid, seriesUid, sopInstanceUid },
    Number(uids[3] ?? 1),
    url.searchParams,
    request.headers.get('accept'),
  );
}

/** Not of the standard, which has no place for the bits of overlays in pixel cells: the overlay planes of one frame. */
async function overlays({ cache, options, uids }: Call): Promise<Response> {
  if (options.instances) return failureAnswer(fail('input-invalid', { field: 'path' }).failure, 404);
  const { studyUid, sopInstanceUid } = resourceOf(uids);
  const found = await cache.overlays(studyUid, sopInstanceUid ?? '', Number(uids[3]));
  return found.ok ? jsonAnswer(found.value.map(overlayToJson), 'application/json') : failureAnswer(found.failure);
}

async function bulkData({ cache, request, url, uids }: Call): Promise<Response> {
  const [studyUid = '', , sopInstanceUid = '', path = ''] = uids;
  const location = url.pathname;
  return retrieveBulkData(cache, { studyUid, sopInstanceUid }, { path, location }, request.headers.get('accept'));
}

/** Not of the standard: all frames of a display set that were made ahead, in one answer. */
async function framePack({ cache, options, request, url, uids }: Call): Promise<Response> {
  if (options.instances) return failureAnswer(fail('input-invalid', { field: 'path' }).failure, 404);
  const [studyUid = '', seriesUid = '', name = ''] = uids;
  const accept = request.headers.get('accept');
  return retrieveFramePack(cache, { studyUid, seriesUid, name }, url.searchParams.get('first'), accept);
}

function resourceOf(uids: readonly (string | undefined)[]): Resource {
  return { studyUid: uids[0] ?? '', seriesUid: uids[1] ?? null, sopInstanceUid: uids[2] ?? null };
}

function jsonType(request: Request): string | null {
  const ranges = parseAccept(request.headers.get('accept'));
  return ['application/dicom+json', 'application/json'].find(type => acceptsType(ranges, type)) ?? null;
}
