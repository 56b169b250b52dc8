import type { Overlay } from '../../dicom/overlay/overlay.ts';
import { overlayFromJson } from '../../dicom/overlay/overlay-json.ts';
import { FrameLoadError } from './frame-loader.ts';

/** The overlays of a frame from the page's own origin; throws `FrameLoadError`, or the signal's reason. */
export async function fetchOverlays(framePath: string, signal: AbortSignal): Promise<readonly Overlay[]> {
  const response = await fetch(`${framePath}/overlays`, { headers: { accept: 'application/json' }, signal }).catch(
    error => {
      throw signal.aborted ? error : new FrameLoadError('network');
    },
  );
  if (!response.ok) throw new FrameLoadError('http', response.status);
  const answer: unknown = await response.json().catch(() => null);
  if (!Array.isArray(answer)) throw new FrameLoadError('truncated');
  return answer.map(json => {
    const overlay = overlayFromJson(json);
    if (overlay === null) throw new FrameLoadError('truncated');
    return overlay;
  });
}
