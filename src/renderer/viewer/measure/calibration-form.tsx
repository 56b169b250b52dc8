import { type FormEvent, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { spacingByKnownLength } from '../../../dicom/measure/calibration.ts';
import type { ImageSet } from '../../cornerstone/index.ts';
import { Button } from '../../ui/components/index.ts';
import { useViewer } from '../viewer-context.ts';
import { toPixel } from './image-plane.ts';
import type { KnownLine } from './use-draft.ts';

interface CalibrationFormProps {
  images: ImageSet;
  line: KnownLine;
  onClose: () => void;
}

const [shortest, longest] = [1, 2000];

/** Asks for the true length of the line that was drawn over an object of known size. */
export function CalibrationForm({ images, line, onClose }: CalibrationFormProps) {
  const { t } = useTranslation('viewer');
  const { dispatch, say } = useViewer();
  const [text, setText] = useState('');
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  useEffect(() => input.current?.focus(), []);

  const apply = (event: FormEvent) => {
    event.preventDefault();
    const millimetres = Number(text.replace(',', '.'));
    const header = images.header(line.index);
    const frame = images.description(line.index);
    const isLength = text.trim() !== '' && millimetres >= shortest && millimetres <= longest;
    const spacing =
      isLength && header && frame
        ? spacingByKnownLength(
            header,
            frame.frameNumber,
            toPixel(frame, line.from),
            toPixel(frame, line.to),
            millimetres,
          )
        : null;
    if (!frame || !spacing) {
      say({ text: t('calibration.invalid'), tone: 'refused' });
      return;
    }
    dispatch({ kind: 'calibrate', sopInstanceUid: frame.sopInstanceUid, spacing });
    dispatch({ kind: 'tool', tool: 'length' });
    onClose();
  };

  return (
    <form
      className="calibration-form"
      data-testid="calibration-form"
      onSubmit={apply}
      onPointerDown={event => event.stopPropagation()}
      onKeyDown={event => {
        // Digits are presets and Escape is a step back elsewhere.
        event.nativeEvent.stopPropagation();
        if (event.key === 'Escape') onClose();
      }}
    >
      <label htmlFor={id}>{t('calibration.title')}</label>
      <input
        ref={input}
        id={id}
        inputMode="decimal"
        autoComplete="off"
        size={6}
        value={text}
        onChange={event => setText(event.target.value)}
      />
      <span>{t('calibration.unit')}</span>
      <Button type="submit" kind="primary">
        {t('calibration.apply')}
      </Button>
      <Button kind="quiet" onClick={onClose}>
        {t('calibration.cancel')}
      </Button>
    </form>
  );
}
