import type { ReportChannelConfiguration } from '../../contract/index.ts';
import { createDicomReportChannel } from './dicom/report-channel.ts';
import { FhirClient } from './fhir/fhir-client.ts';
import { createFhirReportChannel } from './fhir/report-channel.ts';
import { createFolderReportChannel } from './folder/report-channel.ts';
import { createHl7ReportChannel } from './hl7v2/report-channel.ts';
import { mllpEnd } from './hl7v2/tls-files.ts';
import type { ReportChannel } from './ris-connector.ts';
import type { RisDependencies } from './ris-dependencies.ts';

/**
 * A channel as a site's `deliver` names it. `dicomwebUrl`: the site's own DICOMweb server. Nothing is opened before the
 * first delivery; files of certificates that cannot be read throw the system's error.
 */
export function createReportChannel(
  configuration: ReportChannelConfiguration,
  dependencies: RisDependencies,
  dicomwebUrl: string,
): ReportChannel {
  const { siteId } = dependencies;
  const { id } = configuration;
  switch (configuration.kind) {
    case 'folder':
      return createFolderReportChannel({ id, siteId, folder: configuration.reports });
    case 'fhir': {
      const { url } = configuration;
      return createFhirReportChannel({ id, url, client: new FhirClient(url, dependencies) });
    }
    case 'hl7v2': {
      const { send, message } = configuration;
      return createHl7ReportChannel({ id, siteId, send: mllpEnd(send), ...(message ? { message } : {}) });
    }
    case 'dicom': {
      const { objects, dicomweb } = configuration;
      return createDicomReportChannel({ id, url: dicomweb?.url ?? dicomwebUrl, objects }, dependencies);
    }
  }
}
