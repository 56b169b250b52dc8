import { useEffect } from 'react';
import type { ViewedPlace } from '../../../contract/index.ts';
import { outcomeOf, useApi } from '../../ui/transport/index.ts';
import type { OpenPanes } from '../linking/open-panes.ts';
import type { OpenPane } from '../open-pane.ts';
import type { ProvisionalPlaces } from '../provisional/provisional-places.ts';

/** Scrolling tells where it has come to at most this often, ms. */
const shortestPause = 200;

/** Tells the main side what the panes of all windows show, so that it is fetched before everything else. */
export function useViewedPlaces(panes: OpenPanes, provisional: ProvisionalPlaces): void {
  const api = useApi();
  useEffect(() => {
    let told = '';
    let timer: ReturnType<typeof setTimeout> | null = null;
    const tell = () => {
      timer = null;
      const asked = new Map<string, ViewedPlace>(provisional.entries());
      for (const [id, pane] of panes.entries()) if (!asked.has(id)) asked.set(id, placeOf(pane));
      const places = [...asked.values()];
      const text = JSON.stringify(places);
      if (text === told) return;
      told = text;
      void outcomeOf(api.studies.look({ places }));
    };
    const soon = () => {
      timer ??= setTimeout(tell, shortestPause);
    };
    soon();
    const ends = [panes.subscribe(soon), provisional.subscribe(soon)];
    return () => {
      for (const end of ends) end();
      if (timer !== null) clearTimeout(timer);
      void outcomeOf(api.studies.look({ places: [] }));
    };
  }, [api, panes, provisional]);
}

/** A plane through a volume needs all of its slices: only a stack has a place of its own. */
function placeOf({ images, view }: OpenPane): ViewedPlace {
  const { studyUid, seriesUid, frames } = images.displaySet;
  const frame = view.kind === 'stack' ? frames[view.slice] : undefined;
  return { studyUid, seriesUid, sopInstanceUid: frame?.sopInstanceUid ?? null };
}
