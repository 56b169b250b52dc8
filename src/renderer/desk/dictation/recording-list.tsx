import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Failure, RecordedUtterance } from '../../../contract/index.ts';
import { Button, CloseIcon, FailureNotice } from '../../ui/components/index.ts';
import { outcomeOf, useApi } from '../../ui/transport/index.ts';

interface RecordingListProps {
  reportId: string;
  onWrite: (text: string) => void;
  onClose: () => void;
}

/** What was dictated into this draft, the newest first: to be heard again, or written again. */
export function RecordingList({ reportId, onWrite, onClose }: RecordingListProps) {
  const { t } = useTranslation('dictation');
  const api = useApi();
  const [recorded, setRecorded] = useState<readonly RecordedUtterance[] | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const { play, playing } = usePlayback(reportId);

  useEffect(() => {
    let isCurrent = true;
    void outcomeOf(api.dictation.recordings({ reportId })).then(outcome => {
      if (!isCurrent) return;
      if (outcome.ok) setRecorded(outcome.value.toReversed());
      else setFailure(outcome.failure);
    });
    return () => {
      isCurrent = false;
    };
  }, [api, reportId]);

  return (
    <section className="dictation-recordings" aria-label={t('recordings.title')} data-testid="recording-list">
      <p className="weak">
        {t('recordings.hint')}
        <Button
          kind="quiet"
          aria-label={t('recordings.close')}
          icon={<CloseIcon width={14} height={14} />}
          onClick={onClose}
        />
      </p>
      {failure && <FailureNotice failure={failure} />}
      {recorded?.length === 0 && <p className="weak">{t('recordings.none')}</p>}
      <ul>
        {(recorded ?? []).slice(0, 100).map(utterance => {
          const key = `${utterance.sessionId} ${utterance.utterance}`;
          const { text } = utterance;
          return (
            <li key={key} data-testid="recorded-utterance">
              <Button kind="quiet" aria-pressed={playing === key} onClick={() => void play(utterance, key)}>
                {t(playing === key ? 'recordings.playing' : 'recordings.play', {
                  seconds: utterance.seconds.toFixed(0),
                })}
              </Button>
              <span className={text === null ? 'weak' : ''}>{text ?? t('recordings.unrecognised')}</span>
              {text !== null && (
                <Button kind="quiet" onMouseDown={event => event.preventDefault()} onClick={() => onWrite(text)}>
                  {t('recordings.write')}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

/** Plays one utterance at a time; the page may load no media by URL, so it decodes what it fetched. */
function usePlayback(reportId: string) {
  const context = useRef<AudioContext | null>(null);
  const [playing, setPlaying] = useState<string | null>(null);
  useEffect(() => () => void context.current?.close(), []);
  const play = async ({ sessionId, utterance }: RecordedUtterance, key: string) => {
    await context.current?.close().catch(() => {});
    context.current = null;
    if (playing === key) {
      setPlaying(null);
      return;
    }
    const url = `/dictation/recording?report=${reportId}&session=${sessionId}&utterance=${utterance}`;
    const response = await fetch(url).catch(() => null);
    if (!response?.ok) return;
    const player = new AudioContext();
    context.current = player;
    const source = player.createBufferSource();
    source.buffer = await player.decodeAudioData(await response.arrayBuffer());
    source.connect(player.destination);
    source.onended = () => setPlaying(current => (current === key ? null : current));
    source.start();
    setPlaying(key);
  };
  return { play, playing };
}
