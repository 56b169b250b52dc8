import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EngineState, Language } from '../../../contract/index.ts';
import { Button, CloseIcon, FailureNotice, Icon, WarningIcon } from '../../ui/components/index.ts';
import { failureLine, useLanguage } from '../../ui/i18n/index.ts';
import { outcomeOf, useApi, useStream } from '../../ui/transport/index.ts';
import { DictationNoticeText } from './dictation-notice.tsx';
import { microphones } from './microphone.ts';
import { RecordingList } from './recording-list.tsx';
import { dictationHabits } from './stored-settings.ts';
import type { Dictation } from './use-dictation.ts';
import { useDictationDevices } from './use-dictation-devices.ts';
import './dictation.css';

interface DictationBarProps {
  dictation: Dictation;
  reportId: string;
  language: Language;
  /** Writes an earlier utterance at the caret. */
  onWrite: (text: string) => void;
}

/** Microphone, what it hears, and what became of it: one line below the report's tools. */
export function DictationBar({ dictation, reportId, language, onWrite }: DictationBarProps) {
  const { t } = useTranslation('dictation');
  const api = useApi();
  const screenLanguage = useLanguage();
  const engine = useStream((client, options) => client.dictation.watchEngine({ language }, options), language);
  const [showsRecordings, setShowsRecordings] = useState(false);
  const { state, settings, isSpeaking } = dictation;
  const isOn = state.kind === 'listening' || state.kind === 'starting';
  const shown = shownState(dictation, engine);
  const failure = engine?.kind === 'no-model' || engine?.kind === 'failing' ? engine.failure : null;
  const devices = useMicrophones(state.kind);
  const buttons = useDictationDevices(dictation);

  return (
    <section className="dictation" aria-label={t('label')} data-testid="dictation-bar" data-state={shown}>
      <div className="dictation-line">
        <Button
          kind={isOn ? 'danger' : 'plain'}
          className="dictation-button"
          aria-pressed={isOn}
          title={t(`hint.${settings.habit}`)}
          data-testid="dictation-toggle"
          icon={<MicrophoneIcon />}
          onMouseDown={event => event.preventDefault()}
          onClick={() => (isOn ? dictation.stop() : dictation.start())}
        >
          {t(isOn ? 'stop' : 'start')} <kbd>F4</kbd>
        </Button>
        <span
          ref={dictation.level}
          className="dictation-level"
          aria-hidden="true"
          data-speaking={isSpeaking || undefined}
        />
        <output className="dictation-state" data-testid="dictation-state">
          {(shown === 'no-model' || shown === 'failing' || shown.startsWith('microphone')) && (
            <WarningIcon width={14} height={14} />
          )}
          {shown === 'failed' && state.kind === 'failed'
            ? failureLine(state.failure, screenLanguage)
            : t(`state.${shown}`)}
        </output>
        <DictationNoticeText dictation={dictation} />
        <span className="dictation-settings">
          {buttons.isPossible && !buttons.isConnected && (
            <Button kind="quiet" title={t('device.hint')} data-testid="dictation-device" onClick={buttons.choose}>
              {t('device.connect')}
            </Button>
          )}
          <Button
            kind="quiet"
            aria-pressed={showsRecordings}
            data-testid="dictation-recordings"
            onClick={() => setShowsRecordings(!showsRecordings)}
          >
            {t('recordings.open')}
          </Button>
          <label>
            <span className="visually-hidden">{t('habit.label')}</span>
            <select
              value={settings.habit}
              title={t('habit.label')}
              data-testid="dictation-habit"
              onChange={event => {
                const habit = dictationHabits.find(known => known === event.target.value);
                if (!habit) return;
                dictation.stop();
                dictation.setSettings({ ...settings, habit });
              }}
            >
              {dictationHabits.map(habit => (
                <option key={habit} value={habit}>
                  {t(`habit.${habit}`)}
                </option>
              ))}
            </select>
          </label>
          <label>
            <span className="visually-hidden">{t('microphone.label')}</span>
            <select
              value={devices.some(({ id }) => id === settings.deviceId) ? (settings.deviceId ?? '') : ''}
              title={t('microphone.label')}
              data-testid="dictation-microphone"
              onChange={event => {
                dictation.stop();
                dictation.setSettings({ ...settings, deviceId: event.target.value || null });
              }}
            >
              <option value="">{t('microphone.system')}</option>
              {devices.map(({ id, label }, index) => (
                <option key={id} value={id}>
                  {label || t('microphone.unnamed', { number: index + 1 })}
                </option>
              ))}
            </select>
          </label>
        </span>
      </div>
      {failure && (state.kind === 'failed' || engine?.kind === 'failing') && (
        <FailureNotice failure={failure}>
          <Button data-testid="dictation-retry" onClick={() => void outcomeOf(api.dictation.prepare({ language }))}>
            {t('retry')}
          </Button>
        </FailureNotice>
      )}
      {dictation.offer && (
        <p className="dictation-offer" data-testid="dictation-offer">
          {t('correction.offer', { ...dictation.offer })}
          <Button kind="plain" onClick={() => dictation.offer && dictation.remember(dictation.offer)}>
            {t('correction.remember')}
          </Button>
          <Button
            kind="quiet"
            aria-label={t('correction.dismiss')}
            icon={<CloseIcon width={14} height={14} />}
            onClick={dictation.dismissOffer}
          />
        </p>
      )}
      {showsRecordings && (
        <RecordingList reportId={reportId} onWrite={onWrite} onClose={() => setShowsRecordings(false)} />
      )}
    </section>
  );
}

type ShownState =
  | 'off'
  | 'starting'
  | 'listening'
  | 'speaking'
  | 'finishing'
  | 'loading'
  | 'restarting'
  | 'no-model'
  | 'failing'
  | 'failed'
  | 'microphone-none-there'
  | 'microphone-refused'
  | 'microphone-busy'
  | 'microphone-unplugged';

function shownState({ state, isSpeaking }: Dictation, engine: EngineState | undefined): ShownState {
  if (state.kind === 'microphone') return `microphone-${state.fault}`;
  if (engine && (engine.kind === 'no-model' || engine.kind === 'failing')) return engine.kind;
  if (state.kind === 'off' || state.kind === 'failed') return state.kind;
  if (engine && (engine.kind === 'loading' || engine.kind === 'restarting')) return engine.kind;
  return state.kind === 'listening' && isSpeaking ? 'speaking' : state.kind;
}

/** The microphones there are; they get their names when one was allowed. */
function useMicrophones(state: string) {
  const [devices, setDevices] = useState<readonly { id: string; label: string }[]>([]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: names are known once a microphone was opened
  useEffect(() => {
    let isCurrent = true;
    const look = () =>
      microphones().then(
        found => isCurrent && setDevices(found.filter(({ id }) => id !== '')),
        () => {},
      );
    void look();
    navigator.mediaDevices.addEventListener('devicechange', look);
    return () => {
      isCurrent = false;
      navigator.mediaDevices.removeEventListener('devicechange', look);
    };
  }, [state]);
  return devices;
}

const MicrophoneIcon = () => (
  <Icon>
    <rect x="6" y="2" width="4" height="7" rx="2" />
    <path d="M3.5 8a4.5 4.5 0 0 0 9 0M8 12.5v2" />
  </Icon>
);
