import type { DisplaySet } from '../../../contract/index.ts';
import type { ViewKind } from '../../cornerstone/index.ts';

export const layouts = ['stack', 'mpr', 'volume'] as const;
export type Layout = (typeof layouts)[number];

/** What one viewport shows. */
export interface PaneContent {
  /** Stable while the place keeps its meaning, so that a viewport survives a change beside it. */
  readonly id: string;
  readonly role: 'current' | 'prior';
  readonly displaySet: DisplaySet;
  readonly kind: ViewKind;
  /** Where in the stack to begin, as a fraction of its slices. */
  readonly start: number;
}

export interface WindowHanging {
  readonly window: 1 | 2;
  readonly columns: number;
  readonly rows: number;
  readonly panes: readonly PaneContent[];
}

export interface HangingInput {
  readonly layout: Layout;
  readonly windows: 1 | 2;
  readonly current: DisplaySet | null;
  /** Another display set of the current study, for the second window when no prior is shown. */
  readonly second: DisplaySet | null;
  /** The prior's display set; null when there is none or it is switched off. */
  readonly prior: DisplaySet | null;
}

/**
 * Which viewport shows what. One window: the current study, the prior beside it while it is a stack. Two windows: the
 * current study in the first, the prior in the second; without a prior the second shows the rest of the current study.
 */
export function hang(input: HangingInput): readonly WindowHanging[] {
  const first = currentPanes(input);
  const prior = input.prior ? [pane('prior', 'prior', input.prior, 'stack')] : [];
  if (input.windows === 1) {
    return [grid(1, input.layout === 'mpr' ? first : [...first, ...prior])];
  }
  return [grid(1, first), grid(2, prior.length > 0 ? prior : secondPanes(input))];
}

function currentPanes({ layout, current }: HangingInput): readonly PaneContent[] {
  if (!current) return [];
  switch (layout) {
    case 'stack':
      return [pane('current', 'current', current, 'stack')];
    case 'mpr':
      return (['axial', 'coronal', 'sagittal', 'volume3d'] as const).map(kind => pane(kind, 'current', current, kind));
    case 'volume':
      return [pane('volume3d', 'current', current, 'volume3d')];
  }
}

/** Without a prior: another series, or the second half of the one that is read. */
function secondPanes({ current, second }: HangingInput): readonly PaneContent[] {
  if (second) return [pane('second', 'current', second, 'stack')];
  return current ? [pane('second', 'current', current, 'stack', 0.5)] : [];
}

function pane(id: string, role: PaneContent['role'], displaySet: DisplaySet, kind: ViewKind, start = 0): PaneContent {
  return { id, role, displaySet, kind, start };
}

function grid(window: 1 | 2, panes: readonly PaneContent[]): WindowHanging {
  const columns = panes.length > 1 ? 2 : 1;
  return { window, columns, rows: Math.max(Math.ceil(panes.length / columns), 1), panes };
}
