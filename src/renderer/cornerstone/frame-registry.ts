import { metaData } from '@cornerstonejs/core';
import type { FrameDescription } from './frame-description.ts';

const frames = new Map<string, FrameDescription>();

/** The imageId of a frame: the rendering library's name for "this frame, fetched from that path of the page's origin". */
export function imageIdOf(framePath: string): string {
  return `wadors:${new URL(framePath, window.location.origin).href}`;
}

export function registerFrame(imageId: string, description: FrameDescription): void {
  frames.set(imageId, description);
}

export function frameOf(imageId: string): FrameDescription | undefined {
  return frames.get(imageId);
}

export function forgetFrames(): void {
  frames.clear();
}

/** Answers the rendering library's questions from our descriptions; a frame without description is unknown to it. */
export function provideMetadata(): void {
  metaData.addProvider((module: string, imageId: string) => {
    const frame = typeof imageId === 'string' ? frames.get(imageId) : undefined;
    return frame && modules[module]?.(frame);
  }, 10_000);
}

const bits: Readonly<Record<FrameDescription['pixelType'], number>> = {
  int8: 8,
  uint8: 8,
  int16: 16,
  uint16: 16,
  float32: 32,
};

const modules: Readonly<Record<string, (frame: FrameDescription) => unknown>> = {
  // Grey is always declared MONOCHROME2: inversion is ours, set explicitly on stacks and volumes alike.
  imagePixelModule: frame => ({
    samplesPerPixel: frame.samplesPerPixel,
    photometricInterpretation: frame.samplesPerPixel === 3 ? 'RGB' : 'MONOCHROME2',
    rows: frame.rows,
    columns: frame.columns,
    bitsAllocated: bits[frame.pixelType],
    bitsStored: bits[frame.pixelType],
    highBit: bits[frame.pixelType] - 1,
    pixelRepresentation: frame.pixelType.startsWith('int') ? 1 : 0,
  }),
  imagePlaneModule: frame => {
    const rowCosines = frame.rowDirection ?? [1, 0, 0];
    const columnCosines = frame.columnDirection ?? [0, 1, 0];
    return {
      frameOfReferenceUID: frame.frameOfReferenceUid ?? undefined,
      rows: frame.rows,
      columns: frame.columns,
      rowCosines: [...rowCosines],
      columnCosines: [...columnCosines],
      imageOrientationPatient: [...rowCosines, ...columnCosines],
      imagePositionPatient: [...(frame.position ?? [0, 0, 0])],
      pixelSpacing: [frame.spacing.row, frame.spacing.column],
      rowPixelSpacing: frame.spacing.row,
      columnPixelSpacing: frame.spacing.column,
      sliceThickness: frame.sliceThickness ?? undefined,
      usingDefaultValues: frame.calibration === 'uncalibrated',
    };
  },
  generalSeriesModule: frame => ({ modality: frame.modality, seriesInstanceUID: '' }),
  // The frames are finished: their values are already the output of the modality LUT.
  modalityLutModule: () => ({ rescaleSlope: 1, rescaleIntercept: 0 }),
};
