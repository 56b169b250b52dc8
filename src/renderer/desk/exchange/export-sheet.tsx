import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CacheState, Reading, StudySummary } from '../../../contract/index.ts';
import { Button, Sheet } from '../../ui/components/index.ts';
import { formatLocalDateTime } from '../../ui/format/index.ts';
import { useLanguage } from '../../ui/i18n/index.ts';
import { useStream } from '../../ui/transport/index.ts';
import { type SaveState, saveExport } from './save-export.ts';

interface Choice {
  readonly form: 'original' | 'deidentified';
  readonly dates: 'remove' | 'shift' | 'keep';
  readonly uids: 'replace' | 'keep';
  readonly descriptors: 'remove' | 'clean';
  readonly patientCharacteristics: boolean;
  readonly safePrivate: boolean;
}

/** Without identity is what is chosen when nobody chooses. */
const usual: Choice = {
  form: 'deidentified',
  dates: 'remove',
  uids: 'replace',
  descriptors: 'remove',
  patientCharacteristics: false,
  safePrivate: false,
};

/** What to export, in which form, and where to. */
export function ExportSheet({ reading, onClose }: { reading: Reading; onClose: () => void }) {
  const { t } = useTranslation('exchange');
  const [choice, setChoice] = useState(usual);
  const studies = reading.study === null ? [] : [reading.study, ...reading.priors];
  const [chosen, setChosen] = useState<readonly string[]>(reading.study ? [reading.study.studyUid] : []);
  const [state, setState] = useState<SaveState | null>(null);
  const stop = useRef<AbortController | null>(null);
  useEffect(() => () => stop.current?.abort(), []);
  const isRunning = state?.kind === 'running';

  const start = () => {
    stop.current = new AbortController();
    const parameters = Object.entries(choice).map(([name, value]) => [name, String(value)]);
    const query = new URLSearchParams([...parameters, ['studyUids', chosen.join(',')]]);
    const name = choice.form === 'original' ? 'export.zip' : 'export-anonymous.zip';
    void saveExport(`/export?${query}`, name, stop.current.signal, setState);
  };

  return (
    <Sheet
      title={t('export.title')}
      onClose={onClose}
      testId="export-sheet"
      footer={
        isRunning ? (
          <Button data-testid="export-cancel" onClick={() => stop.current?.abort()}>
            {t('export.cancel')}
          </Button>
        ) : (
          <Button kind="primary" autoFocus data-testid="export-start" disabled={chosen.length === 0} onClick={start}>
            {t('export.start')}
          </Button>
        )
      }
    >
      <fieldset className="exchange-choices" disabled={isRunning}>
        <legend>{t('export.what')}</legend>
        {studies.map(study => (
          <StudyChoice
            key={study.studyUid}
            study={study}
            isPrior={study !== reading.study}
            isChosen={chosen.includes(study.studyUid)}
            onChoose={is => setChosen(is ? [...chosen, study.studyUid] : chosen.filter(uid => uid !== study.studyUid))}
          />
        ))}
      </fieldset>
      <FormChoices choice={choice} isDisabled={isRunning} onChange={changes => setChoice({ ...choice, ...changes })} />
      <p className="weak">{t('export.where')}</p>
      {state && (
        <p role="status" data-testid="export-state" data-state={state.kind}>
          <strong>{t(`export.${state.kind}`, { size: 'bytes' in state ? Math.ceil(state.bytes / 1e6) : 0 })}</strong>
        </p>
      )}
    </Sheet>
  );
}

interface StudyChoiceProps {
  study: StudySummary;
  isPrior: boolean;
  isChosen: boolean;
  onChoose: (is: boolean) => void;
}

function StudyChoice({ study, isPrior, isChosen, onChoose }: StudyChoiceProps) {
  const { t } = useTranslation('exchange');
  const language = useLanguage();
  const { studyUid } = study;
  const cache = useStream((api, options) => api.studies.watchCache({ studyUid }, options), studyUid);
  const isAbsent = cache !== undefined && cache.instancesDone === 0;
  return (
    <label className="exchange-choice">
      <input
        type="checkbox"
        checked={isChosen}
        disabled={isAbsent}
        onChange={event => onChoose(event.currentTarget.checked)}
      />
      <span>
        {study.description || study.modalities.join(', ')}
        {study.studyAt && ` · ${formatLocalDateTime(study.studyAt, language)}`}
        {isPrior && <span className="weak"> · {t('export.prior')}</span>}
        {cache && cache.state !== 'complete' && <span className="exchange-warning"> · {presence(cache, t)}</span>}
      </span>
    </label>
  );
}

function presence(cache: CacheState, t: ReturnType<typeof useTranslation<'exchange'>>['t']): string {
  if (cache.instancesDone === 0) return t('export.absent');
  return t('export.incomplete', { done: cache.instancesDone, total: cache.instancesTotal ?? '?' });
}

interface FormChoicesProps {
  choice: Choice;
  isDisabled: boolean;
  onChange: (changes: Partial<Choice>) => void;
}

function FormChoices({ choice, isDisabled, onChange }: FormChoicesProps) {
  const { t } = useTranslation('exchange');
  const check = (label: string, checked: boolean, changed: (is: boolean) => Partial<Choice>) => (
    <label className="exchange-choice">
      <input type="checkbox" checked={checked} onChange={event => onChange(changed(event.currentTarget.checked))} />
      {label}
    </label>
  );
  return (
    <fieldset className="exchange-choices" disabled={isDisabled}>
      <legend>{t('export.how')}</legend>
      {(['deidentified', 'original'] as const).map(form => (
        <label key={form} className="exchange-choice">
          <input type="radio" name="export-form" checked={choice.form === form} onChange={() => onChange({ form })} />
          {t(`export.${form}`)}
        </label>
      ))}
      {choice.form === 'deidentified' && (
        <div className="exchange-options">
          <label className="exchange-choice">
            {t('export.dates')}
            <select
              value={choice.dates}
              onChange={event => onChange({ dates: event.currentTarget.value as Choice['dates'] })}
            >
              <option value="remove">{t('export.datesRemove')}</option>
              <option value="shift">{t('export.datesShift')}</option>
              <option value="keep">{t('export.datesKeep')}</option>
            </select>
          </label>
          {check(t('export.keepPatient'), choice.patientCharacteristics, is => ({ patientCharacteristics: is }))}
          {check(t('export.cleanDescriptors'), choice.descriptors === 'clean', is => ({
            descriptors: is ? 'clean' : 'remove',
          }))}
          {check(t('export.keepPrivate'), choice.safePrivate, is => ({ safePrivate: is }))}
          {check(t('export.keepUids'), choice.uids === 'keep', is => ({ uids: is ? 'keep' : 'replace' }))}
          <p className="weak">{t('export.pixels')}</p>
        </div>
      )}
    </fieldset>
  );
}
