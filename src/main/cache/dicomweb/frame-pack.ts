import type { Outcome } from '../../../contract/index.ts';
import { encodeHead, framePackType, outwardFrom, packedBytes } from '../../../dicom/frame-pack/frame-pack-stream.ts';
import { StudyCacheError } from '../failures.ts';
import type { FramePack, StudyCache } from '../study-cache.ts';
import { acceptsType, parseAccept } from './accept.ts';
import { badRequest, commonHeaders, failureAnswer, notAcceptable } from './answers.ts';

/** Frames are read in portions of about so many bytes, after the first one, which comes alone. */
const PORTION_BYTES = 4 * 1024 * 1024;

type Portion = Outcome<Uint8Array<ArrayBuffer>>;

/**
 * A frame pack in one answer (`dicom/frame-pack`), the frame `first` and its neighbours first. Where a frame turns out to be
 * damaged the answer breaks off: it is shorter than it said, and what came is whole.
 */
export async function retrieveFramePack(
  cache: StudyCache,
  { studyUid, seriesUid, name }: { readonly studyUid: string; readonly seriesUid: string; readonly name: string },
  first: string | null,
  accept: string | null,
): Promise<Response> {
  if (!acceptsType(parseAccept(accept), framePackType)) return notAcceptable(accept);
  if (first !== null && !/^\d{1,9}$/.test(first)) return badRequest('first');
  const pack = await cache.framePack(studyUid, seriesUid, name);
  if (!pack.ok) return failureAnswer(pack.failure);
  const { header } = pack.value;
  const portions = portionsOf(pack.value, Number(first ?? 0));
  // The first one decides between an error that can still be said and an answer that has begun.
  const begin = await portions.next();
  if (begin.done !== true && !begin.value.ok) return failureAnswer(begin.value.failure);
  const head = encodeHead(header);
  const length = head.byteLength + packedBytes(header) * header.frames.length;
  return new Response(streamOf(head, begin, portions), {
    headers: { ...commonHeaders, 'content-type': framePackType, 'content-length': String(length) },
  });
}

/** The frames in their order, the next portion always being read while one is taken. */
async function* portionsOf(pack: FramePack, first: number): AsyncGenerator<Portion, void> {
  const order = outwardFrom(first, pack.header.frames.length);
  const most = Math.max(1, Math.floor(PORTION_BYTES / packedBytes(pack.header)));
  const lists = [order.slice(0, 1)];
  for (let at = 1; at < order.length; at += most) lists.push(order.slice(at, at + most));
  let coming = pack.read(lists[0]!);
  for (let at = 0; at < lists.length; at++) {
    const portion = await coming;
    const next = lists[at + 1];
    if (next !== undefined) {
      coming = pack.read(next);
      // Nobody may wait for it any more when it fails.
      coming.catch(() => {});
    }
    yield portion;
  }
}

function streamOf(
  head: Uint8Array<ArrayBuffer>,
  begin: IteratorResult<Portion, void>,
  portions: AsyncGenerator<Portion, void>,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let next: Promise<IteratorResult<Portion, void>> = Promise.resolve(begin);
  return new ReadableStream(
    {
      start: controller => controller.enqueue(head),
      async pull(controller) {
        const { done, value } = await next;
        if (done === true) {
          controller.close();
          return;
        }
        if (!value.ok) throw new StudyCacheError(value.failure);
        next = portions.next();
        next.catch(() => {});
        controller.enqueue(value.value);
      },
      async cancel() {
        await portions.return();
      },
    },
    { highWaterMark: 1 },
  );
}
