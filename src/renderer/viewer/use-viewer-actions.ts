import { type Dispatch, useCallback, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { DisplaySet } from '../../contract/index.ts';
import type { Voi } from '../../dicom/voi/voi.ts';
import { type Graphics, renderings } from '../cornerstone/index.ts';
import { failureLine, useLanguage } from '../ui/i18n/index.ts';
import { outcomeOf, useApi } from '../ui/transport/index.ts';
import type { PaneAction, ViewerAction } from './interaction/key-map.ts';
import { nextOwnVoi, voiOfKey } from './interaction/presets.ts';
import type { CaseKeyImages } from './key-images/case-key-images.ts';
import type { LinkedScrolling } from './linking/linked-scrolling.ts';
import type { OpenPanes } from './linking/open-panes.ts';
import { sharesWindow } from './linking/shared-window.ts';
import type { OpenPane } from './open-pane.ts';
import type { ProvisionalPlaces } from './provisional/provisional-places.ts';
import { type Look, lookOf, type Toast } from './viewer-context.ts';
import { measurementToInsert, type ViewerEvent, type ViewerState } from './viewer-state.ts';

/** Slabs of the slab key, in mm; 0 is a single plane. */
const slabs = [0, 5, 10, 20];

interface ActionTargets {
  readonly epoch: number;
  readonly state: ViewerState;
  readonly dispatch: Dispatch<ViewerEvent>;
  readonly panes: OpenPanes;
  readonly link: LinkedScrolling;
  readonly looks: Map<string, Look>;
  readonly provisional: ProvisionalPlaces;
  readonly keyImages: CaseKeyImages;
  /** Ids of the viewports that are hung, in reading order over both windows. */
  readonly paneIds: readonly string[];
  readonly series: Readonly<Record<'current' | 'prior', readonly DisplaySet[]>>;
  say(toast: Toast): void;
  readonly words: Readonly<Record<'noPreset' | 'noOwnVoi' | 'noGraphics', string>>;
}

/** Carries out what keys, buttons and menus ask for, on the viewport that is active. */
export function useViewerActions(targets: ActionTargets) {
  const { t } = useTranslation('viewer');
  const language = useLanguage();
  const api = useApi();
  const latest = useRef(targets);
  useEffect(() => {
    latest.current = targets;
  });

  const setVoi = useCallback((displaySetId: string, voi: Voi) => {
    const { panes, looks } = latest.current;
    // a table is about the very images that brought it
    const alike = voi.kind === 'table' ? new Set([displaySetId]) : alikeSets(panes, displaySetId);
    for (const id of alike) lookOf(looks, id).voi = voi;
    for (const pane of panes.values()) if (alike.has(pane.images.displaySet.id)) pane.view.setVoi(voi);
  }, []);

  const insert = useCallback(async () => {
    const { state, epoch, say } = latest.current;
    const placed = measurementToInsert(state);
    if (!placed) {
      say({ text: t('nothingToInsert'), tone: 'refused' });
      return;
    }
    const outcome = await outcomeOf(api.viewer.insertMeasurement({ epoch, measurement: placed.measurement }));
    say(
      outcome.ok
        ? { text: t('inserted'), tone: 'done' }
        : { text: failureLine(outcome.failure, language), tone: 'refused' },
    );
  }, [api, t, language]);

  const run = useCallback(
    (action: ViewerAction) => {
      const { state, dispatch, panes, say } = latest.current;
      const pane = panes.get(state.activePane) ?? panes.values()[0];
      switch (action.kind) {
        case 'tool':
          dispatch(action);
          return;
        case 'layout':
          dispatch(action);
          return;
        case 'prior':
          dispatch({ kind: 'toggle-prior' });
          return;
        case 'help':
          dispatch({ kind: 'help', open: !state.helpOpen });
          return;
        case 'cancel':
          dispatch({ kind: 'cancel' });
          return;
        case 'delete':
          dispatch({ kind: 'delete-selected' });
          return;
        case 'one-up':
          dispatch({ kind: 'one-up', pane: state.activePane });
          return;
        case 'pane':
          dispatch({ kind: 'activate', pane: neighbour(latest.current.paneIds, state.activePane, action.by) });
          return;
        case 'link':
          say({ text: t(`link.${latest.current.link.toggle()}`), tone: 'done' });
          return;
        case 'insert':
          void insert();
          return;
        case 'key-image':
          if (pane) void latest.current.keyImages.toggle(state.activePane, pane);
          return;
        case 'tools':
          // The focus belongs to the window that heard the key, which moves it by itself.
          return;
        default:
          if (pane) runOnPane(action, pane, latest.current, setVoi);
          else if (action.kind === 'scroll') latest.current.provisional.scroll(action.by);
      }
    },
    [insert, setVoi, t],
  );

  return { run, setVoi };
}

function runOnPane(
  action: PaneAction,
  pane: OpenPane,
  targets: ActionTargets,
  setVoi: (displaySetId: string, voi: Voi) => void,
): void {
  const { view, images, content } = pane;
  const { id } = images.displaySet;
  switch (action.kind) {
    case 'preset': {
      if (view.kind === 'volume3d') {
        const rendering = renderings[action.index];
        if (!rendering) return;
        lookOf(targets.looks, id).rendering = rendering;
        view.setRendering(rendering);
        return;
      }
      const index = view.kind === 'stack' ? view.slice : 0;
      const frame = images.description(index);
      const voi = frame && voiOfKey(action.index, frame.valueUnit, images.vois(index));
      if (voi) setVoi(id, voi);
      else targets.say({ text: targets.words.noPreset, tone: 'refused' });
      return;
    }
    case 'own-voi': {
      const own = images.vois(view.kind === 'stack' ? view.slice : 0);
      const voi = action.index === null ? nextOwnVoi(view.voi, own) : own[action.index];
      if (voi && view.kind !== 'volume3d') setVoi(id, voi);
      else targets.say({ text: targets.words.noOwnVoi, tone: 'refused' });
      return;
    }
    case 'overlays':
    case 'shutter':
      toggleGraphics(action.kind, pane, targets);
      return;
    case 'pixels':
      view.showPixels();
      return;
    case 'scroll':
      pane.scroll(action.by);
      return;
    case 'scroll-to':
      pane.scroll(action.end === 'first' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY);
      return;
    case 'series': {
      const sets = targets.series[content.role];
      const index = sets.findIndex(set => set.id === id);
      const next = sets[Math.min(Math.max(index + action.by, 0), sets.length - 1)];
      if (next) targets.dispatch({ kind: 'series', role: content.role, displaySetId: next.id });
      return;
    }
    case 'invert':
      setInverted(targets, id, !view.inverted);
      return;
    case 'fit':
      view.fit();
      return;
    case 'slab':
      view.setSlab(slabs[(slabs.indexOf(view.slab) + 1) % slabs.length] ?? 0, 'maximum');
      return;
    case 'reset':
      view.setSlab(0, 'maximum');
      setVoi(id, images.firstVoi(view.kind === 'stack' ? view.slice : 0));
      setInverted(targets, id, false);
      setGraphics(targets, id, { overlays: true, shutter: true });
      view.fit();
  }
}

/** A display set, and with it current or prior beside it where a window means the same on both. */
function alikeSets(panes: OpenPanes, displaySetId: string): ReadonlySet<string> {
  const source = panes.values().find(pane => pane.images.displaySet.id === displaySetId);
  const alike = new Set([displaySetId]);
  for (const pane of panes.values()) {
    if (!source || pane.content.role === source.content.role) continue;
    if (sharesWindow(source.images.description(0), pane.images.description(0))) alike.add(pane.images.displaySet.id);
  }
  return alike;
}

function setInverted({ panes, looks }: ActionTargets, displaySetId: string, inverted: boolean): void {
  lookOf(looks, displaySetId).inverted = inverted;
  for (const pane of panes.values()) if (pane.images.displaySet.id === displaySetId) pane.view.setInverted(inverted);
}

function toggleGraphics(which: keyof Graphics, { view, images }: OpenPane, targets: ActionTargets): void {
  if (view.kind !== 'stack' || images.description(view.slice)?.graphics[which] !== true) {
    targets.say({ text: targets.words.noGraphics, tone: 'refused' });
    return;
  }
  setGraphics(targets, images.displaySet.id, { ...view.graphics, [which]: !view.graphics[which] });
}

function setGraphics({ panes, looks }: ActionTargets, displaySetId: string, graphics: Graphics): void {
  lookOf(looks, displaySetId).graphics = graphics;
  for (const pane of panes.values()) if (pane.images.displaySet.id === displaySetId) pane.view.setGraphics(graphics);
}

/** The id beside one in a ring; the first when it is not in it. */
export function neighbour(ids: readonly string[], id: string, by: 1 | -1): string {
  const index = ids.indexOf(id);
  return ids[index < 0 ? 0 : (index + by + ids.length) % ids.length] ?? id;
}
