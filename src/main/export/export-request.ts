import { Readable } from 'node:stream';
import yazl from 'yazl';
import { exportChoiceSchema, fail } from '../../contract/index.ts';
import type { StudyCache } from '../cache/index.ts';
import type { Log } from '../ports.ts';
import { ExportReport } from './export-report.ts';
import { exportedFiles } from './file-set.ts';

interface Dependencies {
  readonly cache: StudyCache;
  readonly log: Log;
}

/**
 * `GET /export?…` (`ExportChoice`): a ZIP of a DICOM file-set, made while it is read: one instance in memory at a time. An
 * error breaks the answer off, so that the page never takes half a set for a whole one.
 */
export async function answerExportRequest({ cache, log }: Dependencies, request: Request): Promise<Response> {
  if (request.method !== 'GET') return new Response(null, { status: 405 });
  const choice = exportChoiceSchema.safeParse(Object.fromEntries(new URL(request.url).searchParams));
  if (!choice.success) return Response.json(fail('input-invalid', { field: 'export' }).failure, { status: 400 });
  const report = new ExportReport(choice.data);
  const zip = new yazl.ZipFile();
  const output = zip.outputStream as Readable;
  // Whoever reads the answer sees the error, and ends it by leaving; nobody else listens.
  output.on('error', () => {});
  const left = new Promise<never>((_, reject) => output.once('close', () => reject(new Error('cancelled'))));
  left.catch(() => {});
  request.signal.addEventListener('abort', () => output.destroy(new Error('cancelled')), { once: true });
  const fill = async () => {
    for await (const { path, bytes } of exportedFiles(cache, choice.data, report)) {
      // Stored: most pixels are compressed already, and the line is the machine's own.
      const stream = Readable.from([bytes], { objectMode: false });
      const taken = new Promise((resolve, reject) => stream.once('close', resolve).once('error', reject));
      zip.addReadStream(stream, path, { compress: false, size: bytes.length, mtime: noTime });
      await Promise.race([taken, left]);
    }
    log.info('study-exported', { form: choice.data.form, instances: report.exported, leftOut: report.leftOut });
    zip.end();
  };
  fill().catch((error: Error) => {
    if (!output.destroyed) log.warn('export-failed', { reason: error.name });
    output.destroy(error);
  });
  return new Response(Readable.toWeb(output) as ReadableStream<Uint8Array>, {
    headers: {
      'content-type': 'application/zip',
      'content-disposition': 'attachment; filename="export.zip"',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    },
  });
}

/** The time of writing says nothing that a reader of the set needs. */
const noTime = new Date(1980, 0, 1);
