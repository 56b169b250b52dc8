import { addTool, OrientationMarkerTool, ToolGroupManager } from '@cornerstonejs/tools';

let known = false;

/** The letters of PS3.3 C.7.6.1.1.1 on the faces, as at the edges of every viewport: H and F, not S and I. */
const colours = { faceColor: '#3c3c45', fontColor: '#ececf0' };
const faces = {
  xPlus: { ...colours, text: 'L', faceRotation: 90 },
  xMinus: { ...colours, text: 'R', faceRotation: 270 },
  yPlus: { ...colours, text: 'P', faceRotation: 180 },
  yMinus: { ...colours, text: 'A' },
  zPlus: { ...colours, text: 'H' },
  zMinus: { ...colours, text: 'F' },
};

const style = {
  fontStyle: 'bold',
  fontFamily: 'Inter Variable, sans-serif',
  fontSizeScale: (resolution: number) => resolution / 2,
  edgeThickness: 0.06,
  edgeColor: '#8b8b94',
  resolution: 200,
};

/**
 * Shows a cube with the patient's directions in a corner of a volume rendering. The tools library draws it; it is the one
 * tool taken from there, for it only shows and never hears the pointer. Returns what takes it away.
 */
export function addOrientationMarker(viewportId: string, renderingEngineId: string): () => void {
  if (!known) addTool(OrientationMarkerTool);
  known = true;
  const groupId = `orientation-marker ${viewportId}`;
  const group = ToolGroupManager.createToolGroup(groupId);
  group?.addTool(OrientationMarkerTool.toolName, {
    overlayMarkerType: OrientationMarkerTool.OVERLAY_MARKER_TYPES.ANNOTATED_CUBE,
    orientationWidget: {
      enabled: true,
      viewportCorner: 'BOTTOM_RIGHT',
      viewportSize: 0.16,
      minPixelSize: 64,
      maxPixelSize: 64,
    },
    overlayConfiguration: {
      [OrientationMarkerTool.OVERLAY_MARKER_TYPES.ANNOTATED_CUBE]: { faceProperties: faces, defaultStyle: style },
    },
  });
  group?.addViewport(viewportId, renderingEngineId);
  group?.setToolEnabled(OrientationMarkerTool.toolName);
  return () => ToolGroupManager.destroyToolGroup(groupId);
}
