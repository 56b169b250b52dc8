import type { Measurement } from '../../contract/index.ts';
import type { ViewKind } from '../cornerstone/index.ts';
import type { Layout } from './hanging/hanging.ts';
import type { Tool } from './interaction/key-map.ts';
import { type ChoiceEvent, noChoices, type ReaderChoices, reduceChoices } from './measure/reader-choices.ts';

/** A measurement and where it is drawn. */
export interface PlacedMeasurement {
  readonly measurement: Measurement;
  readonly displaySetId: string;
  readonly view: ViewKind;
}

/** What the reader chose in this case. It dies with the case. */
export interface ViewerState {
  readonly tool: Tool;
  readonly layout: Layout;
  readonly priorShown: boolean;
  readonly askedPrior: string | null;
  /** Display set chosen for a role, or null for the one the hanging chooses. */
  readonly series: { readonly current: string | null; readonly prior: string | null };
  readonly activePane: string;
  /** The pane that fills its window after a double click. */
  readonly oneUp: string | null;
  readonly measurements: readonly PlacedMeasurement[];
  readonly selected: string | null;
  readonly choices: ReaderChoices;
  readonly helpOpen: boolean;
}

export const initialState: ViewerState = {
  tool: 'window',
  layout: 'stack',
  priorShown: true,
  askedPrior: null,
  series: { current: null, prior: null },
  activePane: '1:current',
  oneUp: null,
  measurements: [],
  selected: null,
  choices: noChoices,
  helpOpen: false,
};

export type ViewerEvent =
  | { readonly kind: 'tool'; readonly tool: Tool }
  | { readonly kind: 'layout'; readonly layout: Layout }
  | { readonly kind: 'toggle-prior' }
  | { readonly kind: 'ask-prior'; readonly studyUid: string }
  | { readonly kind: 'series'; readonly role: 'current' | 'prior'; readonly displaySetId: string }
  | { readonly kind: 'activate'; readonly pane: string }
  | { readonly kind: 'one-up'; readonly pane: string }
  | { readonly kind: 'add-measurement'; readonly placed: PlacedMeasurement }
  | { readonly kind: 'change-measurement'; readonly measurement: Measurement }
  | { readonly kind: 'select'; readonly id: string | null }
  | { readonly kind: 'delete-selected' }
  | ChoiceEvent
  | { readonly kind: 'help'; readonly open: boolean }
  | { readonly kind: 'cancel' };

/** The next state; pure, so that every key and click can be tested without a screen. */
export function reduceViewer(state: ViewerState, event: ViewerEvent): ViewerState {
  switch (event.kind) {
    case 'tool':
      return { ...state, tool: event.tool };
    case 'layout':
      // The key of a layout that is shown goes back to the stack.
      return { ...state, layout: state.layout === event.layout ? 'stack' : event.layout, oneUp: null };
    case 'toggle-prior':
      return { ...state, priorShown: !state.priorShown, oneUp: null };
    case 'ask-prior':
      return { ...state, askedPrior: event.studyUid, priorShown: true, series: { ...state.series, prior: null } };
    case 'series':
      return { ...state, series: { ...state.series, [event.role]: event.displaySetId } };
    case 'activate':
      return state.activePane === event.pane ? state : { ...state, activePane: event.pane };
    case 'one-up':
      return { ...state, oneUp: state.oneUp === event.pane ? null : event.pane, activePane: event.pane };
    case 'add-measurement':
      return {
        ...state,
        measurements: [...state.measurements, event.placed],
        selected: event.placed.measurement.id,
      };
    case 'change-measurement':
      return {
        ...state,
        measurements: state.measurements.map(placed =>
          placed.measurement.id === event.measurement.id ? { ...placed, measurement: event.measurement } : placed,
        ),
      };
    case 'select':
      return { ...state, selected: event.id };
    case 'delete-selected':
      return {
        ...state,
        measurements: state.measurements.filter(placed => placed.measurement.id !== state.selected),
        selected: null,
      };
    case 'magnify':
    case 'calibrate':
    case 'suv':
      return { ...state, choices: reduceChoices(state.choices, event) };
    case 'help':
      return { ...state, helpOpen: event.open };
    case 'cancel':
      return cancelOne(state);
  }
}

/** Escape takes back one thing at a time, the nearest first. */
function cancelOne(state: ViewerState): ViewerState {
  if (state.helpOpen) return { ...state, helpOpen: false };
  if (state.selected !== null) return { ...state, selected: null };
  if (state.oneUp !== null) return { ...state, oneUp: null };
  if (state.tool !== 'window') return { ...state, tool: 'window' };
  return state.layout === 'stack' ? state : { ...state, layout: 'stack' };
}

/** The measurement that the insert key means: the selected one, else the last. */
export function measurementToInsert(state: ViewerState): PlacedMeasurement | null {
  return (
    state.measurements.find(placed => placed.measurement.id === state.selected) ?? state.measurements.at(-1) ?? null
  );
}
