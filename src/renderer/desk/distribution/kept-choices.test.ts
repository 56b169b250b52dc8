import { expect, test } from 'vitest';
import type { DistributionOffer } from '../../../contract/index.ts';
import { choiceFrom, forgetChoice, keepChoice } from './kept-choices.ts';

const hoda = { name: 'Adam Hoda', address: 'a@x.mssante.fr' };
const port = { name: 'Cabinet du Port', address: 'b@x.mssante.fr' };
const offer: DistributionOffer = {
  recipients: [hoda, port],
  choice: {
    recipients: [hoda],
    dmp: true,
    patientMail: false,
    hiddenFromPatient: false,
    hiddenFromRepresentatives: false,
    hiddenFromProfessionals: false,
  },
  nationalIdentity: true,
};

test('a choice is kept for its report until it is signed, as far as it may still be made', () => {
  expect(choiceFrom('r1', offer)).toEqual(offer.choice);
  const hidden = { ...offer.choice, hiddenFromPatient: true, recipients: [port] };
  keepChoice('r1', hidden);
  expect(choiceFrom('r1', offer)).toEqual(hidden);
  expect(choiceFrom('r2', offer)).toEqual(offer.choice);
  expect(choiceFrom('r1', { ...offer, recipients: [hoda], nationalIdentity: false })).toEqual({
    ...hidden,
    recipients: [],
    dmp: false,
  });
  forgetChoice('r1');
  expect(choiceFrom('r1', offer)).toEqual(offer.choice);
});
