import { useTranslation } from 'react-i18next';
import { type SuvKind, suvKinds } from '../../../dicom/suv/suv-kind.ts';
import { useViewer } from '../viewer-context.ts';

/** What uptakes of PET are set against: body weight, lean body mass or body surface. */
export function SuvChoice() {
  const { t } = useTranslation('viewer');
  const { state, dispatch } = useViewer();
  return (
    <select
      aria-label={t('suv.choice')}
      title={t('suv.choice')}
      data-testid="suv-choice"
      value={state.choices.suv}
      onChange={event => dispatch({ kind: 'suv', suv: event.target.value as SuvKind })}
    >
      {suvKinds.map(kind => (
        <option key={kind} value={kind}>
          {t(`suv.kind.${kind}`)}
        </option>
      ))}
    </select>
  );
}
