import { describe, expect, it, vi } from 'vitest';
import { fail, succeed } from '../../contract/index.ts';
import type { PacsClient, RenderedFrame } from '../pacs/index.ts';
import { ProvisionalPictures } from './provisional-pictures.ts';
import { answerProvisionalRequest } from './provisional-request.ts';

const site = { siteId: 's', studyUid: '1.2' };
const { signal } = new AbortController();
const picture = { mediaType: 'image/jpeg', bytes: new Uint8Array([0xff, 0xd8, 1]) } as const;

function pictures({ isThin = true, status = 200, never = false } = {}) {
  const asked: (RenderedFrame | string)[] = [];
  const waiting = { now: 0, most: 0 };
  const instance = (sopInstanceUid: string, instanceNumber: number | null) => ({
    seriesUid: '1.2.2',
    sopInstanceUid,
    seriesNumber: 2,
    instanceNumber,
    modality: 'CT',
  });
  const series = (seriesUid: string, modality: string, instanceCount: number | null) => ({
    seriesUid,
    seriesNumber: 1,
    modality,
    instanceCount,
  });
  const client: Partial<PacsClient> = {
    listSeries: async () =>
      succeed([
        series('1.2.1', 'CT', 2),
        series('1.2.9', 'SR', 900),
        series('1.2.2', 'CT', 3),
        series('1.2.4', 'CT', null),
      ]),
    listInstances: async (_study, seriesUid) => {
      asked.push(`list ${seriesUid}`);
      return succeed([instance('9.3', 3), instance('9.0', null), instance('9.1', 1)]);
    },
    retrieveRendered: async frame => {
      asked.push(frame);
      waiting.most = Math.max(waiting.most, waiting.now);
      if (never) return new Promise(() => {});
      return status === 200 ? succeed(picture) : fail('pacs-server-error', { site: 's', status });
    },
  };
  const looked: unknown[] = [];
  const sync = {
    isThin: () => isThin,
    look: (places: readonly unknown[]) => void looked.push(...places),
    giveWay: () => {
      waiting.now++;
      return () => void waiting.now--;
    },
  };
  const made = new ProvisionalPictures({ client: id => (id === 's' ? (client as PacsClient) : undefined), sync });
  return { made, asked, waiting, looked };
}

const frame = { studyUid: '1.2', seriesUid: '1.2.2', sopInstanceUid: '9.1', window: null };

describe('provisional pictures', () => {
  it('are offered of the series with most images, in the order of instance numbers, and listed once', async () => {
    const { made, asked } = pictures();
    const expected = { studyUid: '1.2', seriesUid: '1.2.2', sopInstanceUids: ['9.1', '9.3', '9.0'] };
    expect(await made.series(site, null)).toEqual(expected);
    expect(await made.series(site, null)).toEqual(expected);
    expect(await made.series(site, '1.2.2')).toEqual(expected);
    expect(asked).toEqual(['list 1.2.2']);
  });

  it('are neither offered nor fetched on a wide line or for an unknown site', async () => {
    const { made, asked } = pictures({ isThin: false });
    expect(await made.series(site, null)).toBeNull();
    expect(await made.picture('s', frame, signal)).toMatchObject({ ok: false });
    expect(await pictures().made.series({ ...site, siteId: 'other' }, null)).toBeNull();
    expect(asked).toEqual([]);
  });

  it('hold up what is begun later, and only while they are waited for', async () => {
    const { made, asked, waiting } = pictures();
    expect(await made.picture('s', frame, signal)).toEqual(succeed(picture));
    expect(waiting).toEqual({ now: 0, most: 1 });
    expect(asked).toEqual([{ ...frame, frameNumber: 1, size: 512 }]);
  });

  it('hold up nothing any more when the PACS takes long to make them', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const { made, waiting } = pictures({ never: true });
      void made.picture('s', frame, signal);
      expect(waiting.now).toBe(1);
      await vi.advanceTimersByTimeAsync(2_000);
      expect(waiting.now).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  it.each([
    [501, true],
    [406, true],
    [404, false],
    [500, false],
  ])('are not asked for again after %i', async (status, isWholeSite) => {
    const { made, asked } = pictures({ status });
    await made.picture('s', frame, signal);
    expect(await made.picture('s', frame, signal)).toMatchObject({ ok: false });
    expect(await made.series(site, '1.2.2')).toBeNull();
    expect(asked.filter(each => typeof each !== 'string')).toHaveLength(1);
    const { length } = asked;
    await made.picture('s', { ...frame, seriesUid: '1.2.4' }, signal);
    expect(asked.length - length).toBe(isWholeSite ? 0 : 1);
  });
});

describe('the picture that a study is seen first with', () => {
  it('is asked for when the study is opened, and not again by the page', async () => {
    const { made, asked, waiting, looked } = pictures();
    await made.prepare(site);
    expect(waiting.now).toBe(0);
    expect(looked).toEqual([{ studyUid: '1.2', seriesUid: '1.2.2', sopInstanceUid: '9.3' }]);
    const middle = { ...frame, sopInstanceUid: '9.3' };
    expect(await made.picture('s', middle, signal)).toEqual(succeed(picture));
    expect(asked).toEqual(['list 1.2.2', { ...middle, frameNumber: 1, size: 512 }]);
    // It is kept for that one look.
    await made.picture('s', middle, signal);
    expect(asked).toHaveLength(3);
  });

  it('is none on a wide line', async () => {
    const { made, asked } = pictures({ isThin: false });
    await made.prepare(site);
    expect(asked).toEqual([]);
  });
});

describe('the request for a provisional picture', () => {
  const path = 'http://localhost/provisional/studies/1.2/series/1.2.2/instances/9.1';
  const studies = { study: (studyUid: string) => (studyUid === '1.2' ? { ...site, role: 'reading' as const } : null) };
  const ask = (url: string, made = pictures().made, method = 'GET') =>
    answerProvisionalRequest(made, studies, new Request(url, { method }));

  it('is answered with the picture, kept by nobody', async () => {
    const { made, asked } = pictures();
    const answer = await ask(`${path}?center=40&width=400`, made);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('image/jpeg');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(new Uint8Array(await answer.arrayBuffer())).toEqual(picture.bytes);
    expect(asked).toEqual([{ ...frame, window: { center: 40, width: 400 }, frameNumber: 1, size: 512 }]);
  });

  it('is answered with none for another study, a path or window that is none, and where the PACS refuses', async () => {
    for (const url of [
      path.replace('1.2/series', '1.3/series'),
      `${path}/frames/1`,
      `${path}?center=40`,
      `${path}?center=40&width=0`,
      `${path}?center=x&width=400`,
    ]) {
      expect((await ask(url)).status).toBe(404);
    }
    expect((await ask(path, pictures({ status: 404 }).made)).status).toBe(404);
    expect((await ask(path, pictures().made, 'POST')).status).toBe(405);
  });
});
