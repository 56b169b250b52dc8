import type { CalibrationKind } from '../../contract/index.ts';
import type { PixelType } from '../../dicom/pixel/finished-frame.ts';
import type { Vector3 } from './vector.ts';

/** What the viewer knows of one finished frame: plain values, no DICOM JSON and no rendering library. */
export interface FrameDescription {
  readonly sopInstanceUid: string;
  readonly frameNumber: number;
  readonly rows: number;
  readonly columns: number;
  readonly samplesPerPixel: 1 | 3;
  readonly pixelType: PixelType;
  /** Low values are white by the image itself (PS3.3 C.7.6.3.1.2, C.11.6). */
  readonly isInverted: boolean;
  readonly modality: string;
  /** Centre of the first pixel in patient coordinates, or null (PS3.3 C.7.6.2.1.1). */
  readonly position: Vector3 | null;
  readonly rowDirection: Vector3 | null;
  readonly columnDirection: Vector3 | null;
  /** Letters of the directions of rows and columns where the image has no position, as in projections (PS3.3 C.7.6.1.1.1). */
  readonly patientOrientation: { readonly right: string; readonly bottom: string } | null;
  readonly frameOfReferenceUid: string | null;
  /** Distance between the centres of neighbouring rows and columns: mm when calibrated, else the pixel's proportions. */
  readonly spacing: { readonly row: number; readonly column: number };
  /** How lengths anywhere in the image come to millimetres. */
  readonly calibration: CalibrationKind;
  /** Regions of the image have calibrations of their own (ultrasound). */
  readonly isRegional: boolean;
  readonly sliceThickness: number | null;
  /** What lies over the pixels by the image's own header: planes 60xx, a shutter. */
  readonly graphics: { readonly overlays: boolean; readonly shutter: boolean };
  /** UCUM unit of the values, `[hnsf'U]` for Hounsfield units, `1` when they have none. */
  readonly valueUnit: string;
  /** Compressed with loss before it came to us (0028,2110), with its ratio where stated. */
  readonly lossy: { readonly ratio: number | null } | null;
  readonly patient: {
    readonly patientId: string;
    readonly name: string;
    readonly birthDate: string | null;
    readonly sex: string | null;
  };
  readonly study: { readonly description: string; readonly date: string | null; readonly time: string | null };
  readonly series: { readonly description: string; readonly number: number | null };
}
