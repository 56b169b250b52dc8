import type { RisConfiguration } from '../../contract/index.ts';
import { createFhirConnector } from './fhir/connector.ts';
import { createFolderConnector } from './folder/connector.ts';
import { createHl7Connector } from './hl7v2/connector.ts';
import type { RisConnector } from './ris-connector.ts';
import type { RisDependencies } from './ris-dependencies.ts';

export { createReportChannel } from './create-report-channel.ts';
export type {
  DeliveryAnswer,
  OrderClaim,
  OrderSink,
  PreparedDelivery,
  Reader,
  Renderings,
  ReportChannel,
  RisConnector,
} from './ris-connector.ts';
export type { RisDependencies } from './ris-dependencies.ts';

/** The connector for a site's RIS, as its configuration says. Nothing is opened before `start`. */
export function createRisConnector(configuration: RisConfiguration, dependencies: RisDependencies): RisConnector {
  switch (configuration.kind) {
    case 'folder':
      return createFolderConnector(configuration, dependencies);
    case 'fhir':
      return createFhirConnector(configuration, dependencies);
    case 'hl7v2':
      return createHl7Connector(configuration, dependencies);
  }
}
