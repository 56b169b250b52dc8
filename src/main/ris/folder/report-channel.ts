import { encodeResult } from '../hl7v2/oru-message.ts';
import type { ReportChannel } from '../ris-connector.ts';
import { ReportFolder } from './report-folder.ts';

/** Reports as files, HL7 v2 message beside PDF, in a folder that the RIS empties. */
export function createFolderReportChannel(options: {
  readonly id: string;
  readonly siteId: string;
  readonly folder: string;
}): ReportChannel {
  const reports = new ReportFolder(options.folder, options.siteId);
  return {
    id: options.id,
    kind: 'folder',
    target: options.folder,
    messageFor: 'order',
    prepare: (report, renderings, messageId, orderKey = null) => ({
      channel: 'folder',
      reference: fileSafe(messageId),
      contentType: 'application/hl7-v2+er7; charset=utf-8',
      bytes: encodeResult(report, renderings, messageId, { orderKey }),
    }),
    deliver: prepared => reports.deliver(prepared),
  };
}

/** The reference is a file name on every system; message ids are made of such characters. */
function fileSafe(messageId: string): string {
  if (!/^[A-Za-z0-9_-]{1,20}$/.test(messageId)) throw new RangeError('message id must be usable as a file name');
  return messageId;
}
