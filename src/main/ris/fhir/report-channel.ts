import type { ReportChannel } from '../ris-connector.ts';
import type { FhirClient } from './fhir-client.ts';
import { reportBundle, reportIdentifier } from './report-bundle.ts';
import { deliverReport } from './report-delivery.ts';

/** Reports as one FHIR R4 transaction each (IHE RAD-141). */
export function createFhirReportChannel(options: {
  readonly id: string;
  readonly url: string;
  readonly client: FhirClient;
}): ReportChannel {
  return {
    id: options.id,
    kind: 'fhir',
    target: options.url,
    messageFor: 'report',
    prepare: (report, renderings) => ({
      channel: 'fhir',
      reference: reportIdentifier(report.reportId).value,
      contentType: 'application/fhir+json; charset=utf-8',
      bytes: new TextEncoder().encode(JSON.stringify(reportBundle(report, renderings))),
    }),
    deliver: (prepared, attempt) => deliverReport(options.client, prepared, attempt),
  };
}
