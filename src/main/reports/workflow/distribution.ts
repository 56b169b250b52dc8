import {
  type Distribution,
  type DistributionChoice,
  type DistributionOffer,
  fail,
  type Mailbox,
  type Outcome,
  type ReportSubject,
  type SealedVersion,
  type SiteDistribution,
  succeed,
} from '../../../contract/index.ts';

const visibilities = ['hiddenFromPatient', 'hiddenFromRepresentatives', 'hiddenFromProfessionals'] as const;

/**
 * What may be chosen for a version: what is usual at its site, for an amendment what was chosen for the version before it,
 * so that nobody sees by a correction what was hidden from him. Without a qualified national identity nothing is chosen that
 * needs one.
 */
export function distributionOffer(
  site: SiteDistribution,
  subject: ReportSubject,
  latest: SealedVersion | null,
): DistributionOffer {
  const nationalIdentity = subject.patient.ins?.qualified === true;
  const known = site.recipients.map(({ usual: _, ...box }) => box);
  const before = latest?.distribution;
  const { dmp, patientMail, hiddenFromPatient, hiddenFromRepresentatives, hiddenFromProfessionals } = before ?? site;
  return {
    recipients: [...known, ...(before?.recipients ?? []).filter(box => !includes(known, box))],
    choice: {
      recipients: before?.recipients ?? known.filter((_, index) => site.recipients[index]?.usual),
      dmp: dmp && nationalIdentity,
      patientMail: patientMail && nationalIdentity && !hiddenFromPatient,
      hiddenFromPatient,
      hiddenFromRepresentatives,
      hiddenFromProfessionals,
    },
    nationalIdentity,
  };
}

/**
 * The choice as the version will carry it, or why it may not be made. What was not chosen is as it was offered. `latest` is
 * the version before it; `given` the one that receivers have, which is an earlier one where the latest was recalled.
 */
export function distributionOf(
  site: SiteDistribution,
  chosen: DistributionChoice | undefined,
  subject: ReportSubject,
  { latest, given }: { readonly latest: SealedVersion | null; readonly given: SealedVersion | null },
): Outcome<Distribution> {
  const offer = distributionOffer(site, subject, latest);
  const choice = chosen ?? offer.choice;
  if ((choice.dmp || choice.patientMail) && !offer.nationalIdentity) return illegal('identity-not-qualified');
  if (choice.patientMail && choice.hiddenFromPatient) return illegal('hidden-from-patient');
  if (!choice.recipients.every(box => includes(offer.recipients, box))) return illegal('recipient-not-offered');
  const visibilityChanged =
    given !== null && visibilities.some(each => choice[each] !== (given.distribution?.[each] ?? false));
  return succeed({ ...choice, sender: site.organization, visibilityChanged });
}

function illegal(reason: string) {
  return fail('distribution-illegal', { reason });
}

function includes(boxes: readonly Mailbox[], box: Mailbox): boolean {
  return boxes.some(({ address }) => address.toLowerCase() === box.address.toLowerCase());
}
