import dicomweb from 'dicomweb-client';
import { z } from 'zod';
import { fail, type Outcome, succeed } from '../../contract/index.ts';
import { type DicomJsonMatch, dicomJsonSchema } from './dicom-json.ts';
import type { Exchange } from './exchange.ts';
import { FetchXhr } from './fetch-xhr.ts';

/** Matches of one answer; more is not a study's or a day's list but a fault. */
const answerSchema = z.array(dicomJsonSchema).max(100_000);

/** What is used of dicomweb-client; its own declarations leave the `request` option out. */
interface DicomWebRequests {
  searchForStudies(options: { queryParams: Record<string, string>; request: Carried }): Promise<unknown>;
  searchForSeries(options: {
    studyInstanceUID: string;
    queryParams: Record<string, string>;
    request: Carried;
  }): Promise<unknown>;
  searchForInstances(options: {
    studyInstanceUID: string;
    seriesInstanceUID?: string;
    queryParams: Record<string, string>;
    request: Carried;
  }): Promise<unknown>;
  retrieveStudyMetadata(options: { studyInstanceUID: string; request: Carried }): Promise<unknown>;
  retrieveSeriesMetadata(options: {
    studyInstanceUID: string;
    seriesInstanceUID: string;
    request: Carried;
  }): Promise<unknown>;
}
interface Carried {
  readonly instance: FetchXhr;
}

/** The JSON side of a DICOMweb server: QIDO-RS and metadata, asked by dicomweb-client over our own exchange. */
export class JsonRequests {
  readonly #exchange: Exchange;
  readonly #client: DicomWebRequests;

  constructor(exchange: Exchange, baseUrl: string) {
    this.#exchange = exchange;
    const client = new dicomweb.api.DICOMwebClient({ url: baseUrl, verbose: false, singlepart: false });
    this.#client = client as unknown as DicomWebRequests;
  }

  searchStudies(queryParams: Record<string, string>, signal: AbortSignal): Promise<Outcome<DicomJsonMatch[]>> {
    return this.#ask(request => this.#client.searchForStudies({ queryParams, request }), signal);
  }

  searchSeries(
    studyUid: string,
    queryParams: Record<string, string>,
    signal: AbortSignal,
  ): Promise<Outcome<DicomJsonMatch[]>> {
    const ask = (request: Carried) =>
      this.#client.searchForSeries({ studyInstanceUID: studyUid, queryParams, request });
    return this.#ask(ask, signal);
  }

  searchInstances(
    studyUid: string,
    seriesUid: string | null,
    queryParams: Record<string, string>,
    signal: AbortSignal,
  ): Promise<Outcome<DicomJsonMatch[]>> {
    const series = seriesUid === null ? {} : { seriesInstanceUID: seriesUid };
    const ask = (request: Carried) =>
      this.#client.searchForInstances({ studyInstanceUID: studyUid, ...series, queryParams, request });
    return this.#ask(ask, signal);
  }

  metadata(studyUid: string, seriesUid: string | null, signal: AbortSignal): Promise<Outcome<DicomJsonMatch[]>> {
    return this.#ask(
      request =>
        seriesUid === null
          ? this.#client.retrieveStudyMetadata({ studyInstanceUID: studyUid, request })
          : this.#client.retrieveSeriesMetadata({ studyInstanceUID: studyUid, seriesInstanceUID: seriesUid, request }),
      signal,
    );
  }

  async #ask(ask: (request: Carried) => Promise<unknown>, signal: AbortSignal): Promise<Outcome<DicomJsonMatch[]>> {
    const instance = new FetchXhr(this.#exchange, signal);
    const { siteId } = this.#exchange;
    let answered: unknown;
    try {
      answered = await ask({ instance });
    } catch {
      // The library's error only says that the status was not 200; the reason is the carrier's.
      return instance.failure === null
        ? fail('pacs-answer-unreadable', { site: siteId, reason: `status ${instance.status}` })
        : { ok: false, failure: instance.failure };
    }
    const parsed = answerSchema.safeParse(answered);
    if (!parsed.success) {
      const path = parsed.error.issues[0]?.path.join('.') ?? '';
      return fail('pacs-answer-unreadable', {
        site: siteId,
        reason: `not the DICOM JSON model at ${path || 'its root'}`,
      });
    }
    return succeed(parsed.data);
  }
}
