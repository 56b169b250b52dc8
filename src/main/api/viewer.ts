import { succeed } from '../../contract/index.ts';
import type { Services } from '../services.ts';
import { placeWindows } from '../window-placement.ts';
import { procedures } from './procedures.ts';

/** The viewer's windows and what passes between viewer and desk. */
export function viewerProcedures({ ports, readingCase, viewerPages }: Services) {
  const placement = async () => ({
    windows: placeWindows(await ports.displays.list(), ports.preferences.viewerWindows),
  });
  return {
    openWindow: procedures.viewer.openWindow.handler(async () => {
      if (viewerPages.size > 0) return succeed({ kind: 'opened-by-shell' as const });
      const { windows } = await placement();
      return succeed(await ports.windows.openViewer(windows[0] ?? null));
    }),
    placement: procedures.viewer.placement.handler(placement),
    rememberPlacement: procedures.viewer.rememberPlacement.handler(({ input }) => {
      ports.preferences.setViewerWindows(input.windows);
      return succeed({});
    }),
    watchCommands: procedures.viewer.watchCommands.handler(async function* ({ signal }) {
      const page = Symbol('viewer page');
      viewerPages.add(page);
      try {
        yield* readingCase.commands.take(signal);
      } finally {
        viewerPages.delete(page);
      }
    }),
    command: procedures.viewer.command.handler(({ input }) => {
      readingCase.commands.send(input);
      return succeed({});
    }),
    noteMeasurement: procedures.viewer.noteMeasurement.handler(({ input }) => {
      readingCase.noteMeasurement(input.epoch, input.id, input.measurement);
      return succeed({});
    }),
    insertMeasurement: procedures.viewer.insertMeasurement.handler(({ input }) =>
      readingCase.insert(input.epoch, input.measurement),
    ),
  };
}
