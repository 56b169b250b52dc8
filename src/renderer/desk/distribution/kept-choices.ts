import type { DistributionChoice, DistributionOffer } from '../../../contract/index.ts';

/** By report, as long as the desk is open: who closes the sheet to mend a word finds his choice when he comes back. */
const choices = new Map<string, DistributionChoice>();

export function keepChoice(reportId: string, choice: DistributionChoice): void {
  choices.set(reportId, choice);
}

/** What was chosen before as far as it may still be chosen, else what the offer begins with. */
export function choiceFrom(
  reportId: string,
  { choice, recipients, nationalIdentity }: DistributionOffer,
): DistributionChoice {
  const kept = choices.get(reportId);
  if (!kept) return choice;
  return {
    ...kept,
    recipients: recipients.filter(({ address }) => kept.recipients.some(box => box.address === address)),
    dmp: kept.dmp && nationalIdentity,
    patientMail: kept.patientMail && nationalIdentity && !kept.hiddenFromPatient,
  };
}

/** After the signature an amendment begins with what was signed. */
export function forgetChoice(reportId: string): void {
  choices.delete(reportId);
}
