import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { isSameImage, type KeyImageSelection, type KeyObjectTitle, noKeyImages } from '../../../contract/index.ts';
import { failureLine, useLanguage } from '../../ui/i18n/index.ts';
import { outcomeOf, useApi, useStream } from '../../ui/transport/index.ts';
import { imageReference } from '../measure/measure-image.ts';
import type { OpenPane } from '../open-pane.ts';
import type { ProvisionalPlaces } from '../provisional/provisional-places.ts';
import type { Toast } from '../viewer-context.ts';
import type { CaseKeyImages } from './case-key-images.ts';

/** The key images of the case as they are kept; what is refused is said in a toast. */
export function useKeyImages(
  epoch: number,
  provisional: ProvisionalPlaces,
  say: (toast: Toast) => void,
): CaseKeyImages {
  const { t } = useTranslation('viewer');
  const language = useLanguage();
  const api = useApi();
  const known = useStream<{ epoch: number; selection: KeyImageSelection }>((client, options) =>
    client.keyImages.watch(undefined, options),
  );
  const selection = known?.epoch === epoch ? known.selection : noKeyImages;

  const toggle = useCallback(
    async (id: string, { view, images }: OpenPane) => {
      const image = view.kind === 'stack' && view.painted ? imageReference(images, view.slice) : null;
      // What is not here, or is cut out of a volume, is no image of the study.
      if (image === null || provisional.of(id) !== null) {
        say({ text: t('keyImages.noImage'), tone: 'refused' });
        return;
      }
      const isMarked = selection.images.some(each => isSameImage(each, image));
      const outcome = await outcomeOf(api.keyImages.toggle({ epoch, image }));
      say(
        outcome.ok
          ? { text: t(isMarked ? 'keyImages.unmarked' : 'keyImages.marked'), tone: 'done' }
          : { text: failureLine(outcome.failure, language), tone: 'refused' },
      );
    },
    [api, epoch, selection, provisional, say, t, language],
  );

  const setTitle = useCallback(
    async (title: KeyObjectTitle) => {
      const outcome = await outcomeOf(api.keyImages.setTitle({ epoch, title }));
      if (!outcome.ok) say({ text: failureLine(outcome.failure, language), tone: 'refused' });
    },
    [api, epoch, say, language],
  );

  return useMemo(() => ({ selection, toggle, setTitle }), [selection, toggle, setTitle]);
}
