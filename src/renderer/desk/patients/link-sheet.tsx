import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Failure, FoundPatient, FoundPatients, Outcome, Reading } from '../../../contract/index.ts';
import { Button, FailureNotice, SearchIcon, Sheet } from '../../ui/components/index.ts';
import { outcomeOf, useApi } from '../../ui/transport/index.ts';
import { FoundPatientsList } from './found-patients.tsx';
import { IdentitiesSideBySide } from './identities-side-by-side.tsx';
import './patients.css';

/** Looks for the patient of the case elsewhere, shows both identities, and links them when the reader says so. */
export function LinkSheet({ reading, onClose }: { reading: Reading; onClose: () => void }) {
  const { t } = useTranslation('patients');
  const api = useApi();
  const [text, setText] = useState('');
  const [isSearching, setSearching] = useState(false);
  const [found, setFound] = useState<FoundPatients | null>(null);
  const [chosen, setChosen] = useState<FoundPatient | null>(null);
  /** What the reader has confirmed, word for word: another identity on screen is another question. */
  const [confirmed, setConfirmed] = useState('');
  const [failure, setFailure] = useState<Failure | null>(null);
  const question = JSON.stringify([reading.patient, chosen]);

  const search = async (event: FormEvent) => {
    event.preventDefault();
    setSearching(true);
    setChosen(null);
    const outcome: Outcome<FoundPatients> = await outcomeOf(api.patients.search({ text }));
    setSearching(false);
    setFailure(outcome.ok ? null : outcome.failure);
    setFound(outcome.ok ? outcome.value : null);
  };
  const link = async () => {
    if (chosen === null) return;
    const { site, patient, issuers } = chosen;
    const outcome: Outcome<object> = await outcomeOf(
      api.patients.link({ readingId: reading.id, patient: reading.patient, other: { site, patient, issuers } }),
    );
    if (outcome.ok) onClose();
    else setFailure(outcome.failure);
  };
  return (
    <Sheet
      title={t('title')}
      onClose={onClose}
      testId="link-sheet"
      footer={
        <>
          <span className="weak link-hint">{t('linkHint')}</span>
          <Button
            kind="primary"
            data-testid="link-patients"
            disabled={chosen === null || confirmed !== question}
            onClick={() => void link()}
          >
            {t('link')}
          </Button>
        </>
      }
    >
      <p className="weak">{t('hint')}</p>
      <form className="patient-search" onSubmit={event => void search(event)}>
        <div className="search">
          <SearchIcon width={14} height={14} />
          <input
            type="search"
            placeholder={t('search')}
            aria-label={t('search')}
            data-testid="patient-search"
            // The sheet gives the focus to what has the attribute when it opens; React's own property comes too early.
            ref={element => element?.setAttribute('autofocus', '')}
            value={text}
            maxLength={64}
            onChange={event => setText(event.target.value)}
          />
        </div>
        <Button type="submit" data-testid="find-patients" disabled={isSearching || text.trim().length < 2}>
          {t('find')}
        </Button>
      </form>
      <output className="weak">{isSearching && t('searching')}</output>
      {found && !isSearching && (
        <FoundPatientsList found={found} reading={reading} chosen={chosen} onChoose={setChosen} />
      )}
      {chosen && (
        <section className="link-question">
          <IdentitiesSideBySide reading={reading} other={chosen} />
          <label className="link-confirm">
            <input
              type="checkbox"
              data-testid="confirm-same-person"
              checked={confirmed === question}
              onChange={event => setConfirmed(event.target.checked ? question : '')}
            />
            {t('confirm')}
          </label>
        </section>
      )}
      {failure && <FailureNotice failure={failure} />}
    </Sheet>
  );
}
