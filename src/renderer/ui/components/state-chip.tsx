import type { ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import type { ReadingState } from '../../../contract/index.ts';
import { DeliveredIcon, DraftIcon, InProgressIcon, RefusedIcon, SignedIcon, ToReadIcon } from './icons.tsx';

const icons: Record<ReadingState, ComponentType<{ width?: number; height?: number }>> = {
  'to-read': ToReadIcon,
  'in-progress': InProgressIcon,
  draft: DraftIcon,
  signed: SignedIcon,
  delivered: DeliveredIcon,
  refused: RefusedIcon,
};

/** Where a reading stands: icon and word, the colour never alone. */
export function StateChip({ state }: { state: ReadingState }) {
  const { t } = useTranslation();
  const StateIcon = icons[state];
  return (
    <span className="state-chip" data-state={state}>
      <StateIcon width={14} height={14} />
      {t(`state.${state}`)}
    </span>
  );
}
