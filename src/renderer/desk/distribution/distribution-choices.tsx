import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DistributionChoice, DistributionOffer, Mailbox } from '../../../contract/index.ts';
import './distribution.css';

interface DistributionChoicesProps {
  offer: DistributionOffer;
  choice: DistributionChoice;
  disabled: boolean;
  onChange: (choice: DistributionChoice) => void;
}

/** Who gets the document and from whom it is hidden: what is usual at the site, and what the reader makes of it. */
export function DistributionChoices({ offer, choice, disabled, onChange }: DistributionChoicesProps) {
  const { t } = useTranslation('distribution');
  const { recipients, nationalIdentity } = offer;
  const isChosen = ({ address }: Mailbox) => choice.recipients.some(box => box.address === address);
  const toggle = (box: Mailbox, chosen: boolean) =>
    onChange({
      ...choice,
      recipients: recipients.filter(each => (each.address === box.address ? chosen : isChosen(each))),
    });
  const box = (
    name: Exclude<keyof DistributionChoice, 'recipients'>,
    possible = true,
    more?: Partial<DistributionChoice>,
  ) => (
    <Choice
      testId={`distribution-${name}`}
      checked={choice[name]}
      disabled={disabled || !possible}
      onChange={checked => onChange({ ...choice, ...(checked ? more : {}), [name]: checked })}
    >
      {t(name)}
    </Choice>
  );

  return (
    <section className="distribution" aria-label={t('title')} data-testid="distribution">
      <fieldset>
        <legend>{t('recipients')}</legend>
        {recipients.length === 0 && <span className="weak">{t('noRecipients')}</span>}
        {recipients.map(each => (
          <Choice
            key={each.address}
            testId="distribution-recipient"
            checked={isChosen(each)}
            disabled={disabled}
            onChange={checked => toggle(each, checked)}
          >
            {each.name} <span className="weak">{each.address}</span>
          </Choice>
        ))}
      </fieldset>
      <fieldset>
        <legend>{t('patient')}</legend>
        {box('dmp', nationalIdentity)}
        {box('patientMail', nationalIdentity && !choice.hiddenFromPatient)}
        {!nationalIdentity && <p className="distribution-why">{t('identityNotQualified')}</p>}
      </fieldset>
      <fieldset>
        <legend>{t('hidden')}</legend>
        {/* What the patient must not see yet does not go into his mailbox either. */}
        {box('hiddenFromPatient', true, { patientMail: false })}
        {box('hiddenFromRepresentatives')}
        {box('hiddenFromProfessionals')}
        {choice.hiddenFromPatient && <p className="distribution-why">{t('notByMail')}</p>}
      </fieldset>
    </section>
  );
}

interface ChoiceProps {
  testId: string;
  checked: boolean;
  disabled: boolean;
  onChange: (checked: boolean) => void;
  children: ReactNode;
}

function Choice({ testId, checked, disabled, onChange, children }: ChoiceProps) {
  return (
    <label className="distribution-choice">
      <input
        type="checkbox"
        data-testid={testId}
        checked={checked}
        disabled={disabled}
        onChange={event => onChange(event.target.checked)}
      />
      <span>{children}</span>
    </label>
  );
}
