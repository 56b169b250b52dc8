import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { type DisplaySet, placeOfPrior, type StudySummary } from '../../../contract/index.ts';
import { hounsfieldUnits } from '../../../dicom/measure/value-unit.ts';
import type { Voi } from '../../../dicom/voi/voi.ts';
import { renderings } from '../../cornerstone/index.ts';
import { formatLocalDateTime } from '../../ui/format/index.ts';
import { useLanguage } from '../../ui/i18n/index.ts';
import { windowLabel, windowPresets } from '../interaction/presets.ts';
import { useViewer } from '../viewer-context.ts';
import { repeatText } from '../viewport/geometry-badges.ts';
import { useActiveImage } from './use-active-image.ts';

interface SeriesChoiceProps {
  label: string;
  of: 'current' | 'prior';
  sets: readonly DisplaySet[];
  shown: DisplaySet | null;
}

/** Which series of a study is hung. */
export function SeriesChoice({ label, of: role, sets, shown }: SeriesChoiceProps) {
  const { t } = useTranslation('viewer');
  const { dispatch } = useViewer();
  return (
    <select
      aria-label={label}
      title={label}
      data-testid={`series-choice-${role}`}
      value={shown?.id ?? ''}
      onChange={event => dispatch({ kind: 'series', role, displaySetId: event.target.value })}
    >
      {sets.map(set => (
        <option key={set.id} value={set.id}>
          {`${set.seriesNumber ?? '–'}  ${set.description || set.modality}${partName(set, t)}  (${set.frames.length})`}
        </option>
      ))}
    </select>
  );
}

/** What tells display sets of one series apart. */
function partName({ repeat, part, laterality, view }: DisplaySet, t: TFunction<'viewer'>): string {
  const names = [
    repeat ? repeatText(repeat, t) : '',
    part ? t(`part.${part}`) : '',
    [laterality, view].filter(Boolean).join(' '),
  ].filter(name => name !== '');
  return names.length === 0 ? '' : ` · ${names.join(' · ')}`;
}

/** Which prior is hung. */
export function PriorChoice({ priors, shown }: { priors: readonly StudySummary[]; shown: StudySummary | null }) {
  const { t } = useTranslation('viewer');
  const { reading, dispatch } = useViewer();
  const language = useLanguage();
  return (
    <select
      aria-label={t('priorChoice')}
      title={t('priorChoice')}
      data-testid="prior-choice"
      value={shown?.studyUid ?? ''}
      onChange={event => dispatch({ kind: 'ask-prior', studyUid: event.target.value })}
    >
      {priors.map(summary => (
        <option key={summary.studyUid} value={summary.studyUid}>
          {[
            summary.studyAt ? formatLocalDateTime(summary.studyAt, language) : '—',
            summary.description,
            placeOfPrior(reading, summary),
          ]
            .filter(Boolean)
            .join('  ')}
        </option>
      ))}
    </select>
  );
}

/**
 * The presets of the digit keys: windows, or ways of rendering where a volume rendering is active; and the tables and
 * windows that the image itself brings, in its maker's words.
 */
export function PresetChoice() {
  const { t } = useTranslation('viewer');
  const { state, run } = useViewer();
  const active = useActiveImage();
  const isVolume = state.activePane.endsWith(':volume3d');
  const label = isVolume ? t('renderings') : t('presets');
  const isHounsfield = active?.frame.valueUnit === hounsfieldUnits;
  const own = isVolume ? [] : (active?.own ?? []);
  return (
    <select
      className="preset-choice"
      aria-label={label}
      title={`${label} (0–9)`}
      data-testid="preset-choice"
      value=""
      onChange={event => {
        const [kind, index] = event.target.value.split(' ');
        run({ kind: kind === 'own' ? 'own-voi' : 'preset', index: Number(index) });
      }}
    >
      <option value="" disabled>
        {label}
      </option>
      {isVolume &&
        renderings.map((name, index) => (
          <option key={name} value={`preset ${index}`}>
            {`${index + 1}  ${t(`rendering.${name}`)}`}
          </option>
        ))}
      {!isVolume && isHounsfield && (
        <optgroup label={t('presetGroup')}>
          {windowPresets.map(({ name, window }, index) => (
            <option key={name} value={`preset ${index}`}>
              {`${index + 1}  ${t(`preset.${name}`)}  ${windowLabel(window)}`}
            </option>
          ))}
        </optgroup>
      )}
      {own.length > 0 && (
        <optgroup label={t('ownVois')}>
          {own.map((voi, index) => (
            // Two windows of an image may be equal in everything but their place.
            // biome-ignore lint/suspicious/noArrayIndexKey: the place is the identity.
            <option key={index} value={`own ${index}`}>
              {`${isHounsfield ? '0' : index + 1}  ${ownVoiLabel(voi, t('voiTable'), t('voiWindow'))}`}
            </option>
          ))}
        </optgroup>
      )}
    </select>
  );
}

function ownVoiLabel(voi: Voi, table: string, window: string): string {
  if (voi.kind === 'table') return voi.explanation === '' ? table : `${table}: ${voi.explanation}`;
  const name = voi.explanation === '' ? window : voi.explanation;
  return `${name}  ${windowLabel(voi.window)}${voi.window.function === 'SIGMOID' ? ' SIGMOID' : ''}`;
}
