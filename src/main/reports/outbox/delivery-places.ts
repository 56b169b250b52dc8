import type { ReportSubject } from '../../../contract/index.ts';
import { reportedOrders } from '../../report-text/index.ts';
import type { ReportChannel } from '../../ris/index.ts';

/** Where one message of a version goes, and the order it is for; null for all orders of the report. */
export interface DeliveryPlace {
  readonly channel: ReportChannel;
  readonly orderKey: string | null;
  readonly orderNumber: string | null;
}

/**
 * The messages of a version: one a channel, or one an order where the channel's receiver answers for each order by itself.
 * `subject` is null where the version cannot be read: then there is one a channel, which will say so.
 */
export function deliveryPlaces(channels: readonly ReportChannel[], subject: ReportSubject | null): DeliveryPlace[] {
  return channels.flatMap((channel): DeliveryPlace[] => {
    if (channel.messageFor === 'report' || subject === null) return [{ channel, orderKey: null, orderNumber: null }];
    return reportedOrders(subject).map(({ key, accession, placerNumber, fillerNumber }) => ({
      channel,
      orderKey: key,
      orderNumber: accession ?? placerNumber ?? fillerNumber,
    }));
  });
}
