import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CanvasPoint, ImageSet, ImageView } from '../../cornerstone/index.ts';
import { useLanguage } from '../../ui/i18n/index.ts';
import { useViewer } from '../viewer-context.ts';
import { type LabelWords, listOf } from './label-text.ts';
import { valuesAt } from './measure-image.ts';
import { choicesFor } from './reader-choices.ts';

interface PointerValueProps {
  element: HTMLElement | null;
  view: ImageView;
  images: ImageSet;
}

/** The value of the pixel or voxel under the pointer, with its unit. */
export function PointerValue({ element, view, images }: PointerValueProps) {
  const { t } = useTranslation('viewer');
  const language = useLanguage();
  const { choices } = useViewer().state;
  const at = usePointer(element);
  if (!at) return null;
  const choicesOf = (uid: string) => choicesFor(choices, images.displaySet.id, uid);
  const values = valuesAt(view, images, view.toPatient(at), choicesOf);
  if (values.length === 0) return null;
  const words = t('label', { returnObjects: true }) as unknown as LabelWords;
  return <div data-testid="pointer-value">{listOf(values, words, language)}</div>;
}

/** Where the pointer rests over an element; null outside, and while it drags. */
function usePointer(element: HTMLElement | null): CanvasPoint | null {
  const [at, setAt] = useState<CanvasPoint | null>(null);
  useEffect(() => {
    if (!element) return;
    const abort = new AbortController();
    const { signal } = abort;
    element.addEventListener(
      'pointermove',
      event => {
        const { left, top } = element.getBoundingClientRect();
        setAt(event.buttons === 0 ? [event.clientX - left, event.clientY - top] : null);
      },
      { signal },
    );
    element.addEventListener('pointerleave', () => setAt(null), { signal });
    return () => abort.abort();
  }, [element]);
  return at;
}
