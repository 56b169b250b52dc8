import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Vector3 } from '../../../dicom/geometry/vector.ts';
import type { CanvasPoint, ImageSet, ImageView } from '../../cornerstone/index.ts';
import { useViewer } from '../viewer-context.ts';
import { type Measured, type MeasureKind, measureImage } from './measure-image.ts';

/** A drag shorter than this is a click. */
const shortestDrag = 4;

/** The measurement that is being drawn in a pane, and what the pointer does to it. */
export function useDraft(view: ImageView | null, images: ImageSet) {
  const { t } = useTranslation('viewer');
  const viewer = useViewer();
  const [draft, setDraft] = useState<{ kind: MeasureKind; from: Vector3; to: Vector3; start: CanvasPoint } | null>(
    null,
  );
  const measure = (id: string, kind: MeasureKind, from: Vector3, to: Vector3): Measured =>
    view ? measureImage(id, kind, view, images, from, to) : { ok: false, refusal: 'not-painted' };
  const refuse = (measured: Measured) => {
    if (!measured.ok) viewer.say({ text: t(`measureRefused.${measured.refusal}`), tone: 'refused' });
  };

  const handlers = {
    beginMeasure(at: CanvasPoint): boolean {
      const { tool } = viewer.state;
      viewer.dispatch({ kind: 'select', id: null });
      if (!view || (tool !== 'length' && tool !== 'ellipse')) return false;
      const from = view.toPatient(at);
      const trial = measure('trial', tool, from, view.toPatient([at[0] + 20, at[1] + 20]));
      if (!trial.ok && trial.refusal !== 'too-small') {
        refuse(trial);
        return false;
      }
      setDraft({ kind: tool, from, to: from, start: at });
      return true;
    },
    dragMeasure(at: CanvasPoint): void {
      if (view) setDraft(before => before && { ...before, to: view.toPatient(at) });
    },
    endMeasure(at: CanvasPoint): void {
      setDraft(null);
      if (!draft || !view) return;
      if (Math.hypot(at[0] - draft.start[0], at[1] - draft.start[1]) < shortestDrag) return;
      const measured = measure(crypto.randomUUID(), draft.kind, draft.from, view.toPatient(at));
      refuse(measured);
      if (!measured.ok) return;
      const placed = { measurement: measured.measurement, displaySetId: images.displaySet.id, view: view.kind };
      viewer.dispatch({ kind: 'add-measurement', placed });
    },
  };

  const drawn = draft && measure('draft', draft.kind, draft.from, draft.to);
  return { handlers, drawn: drawn?.ok ? drawn.measurement : null };
}
