import { type Point, type Raster, SliceCanvas } from '../slice-canvas.ts';
import { createLiver, diaphragmHeights, type Liver, paintAbdomen } from './abdomen.ts';
import { createLungs, type Lungs, paintAirways, paintLungs } from './lungs.ts';
import { descendingAorta, paintMediastinum } from './mediastinum.ts';
import { hounsfield } from './shape.ts';
import { createSkeleton, paintSkeleton, type Skeleton } from './skeleton.ts';
import { paintTable, paintTrunkWall } from './trunk-wall.ts';

/** A sphere of one value with a known place: what measurements are checked against. */
export interface Insert {
  readonly name: string;
  /** Millimetres in the phantom's own frame. */
  readonly center: Point;
  readonly diameter: number;
  readonly hounsfield: number;
}

export interface ChestPhantom {
  readonly seed: string;
  readonly lungs: Lungs;
  readonly liver: Liver;
  readonly skeleton: Skeleton;
  readonly inserts: readonly Insert[];
}

/** Where blood can be measured: a sphere of this radius lies wholly inside the descending aorta. */
export const aortaSample = { center: descendingAorta.center as Point, radius: 8, hounsfield: hounsfield.blood };

/** Places of the inserts; vessels keep away from them in each variant, so that all share one anatomy. */
export const insertPlaces = {
  nodule: [-74, -22, 92],
  granuloma: [86, 52, -8],
  cyst: [-84, 18, -110],
} as const satisfies Record<string, Point>;

/** The anatomy of one patient; the same seed gives the same anatomy, whatever the inserts. */
export function createChest(seed: string, inserts: readonly Insert[]): ChestPhantom {
  const free = [
    { center: insertPlaces.nodule, radius: 8 },
    { center: insertPlaces.granuloma, radius: 4 },
    { center: insertPlaces.cyst, radius: 16 },
  ];
  return { seed, lungs: createLungs(seed, free), liver: createLiver(seed, free), skeleton: createSkeleton(), inserts };
}

/** Paints slices of a chest into one canvas, which is used again for each of them. */
export function chestPainter(chest: ChestPhantom, raster: Raster, sliceThickness: number, { table = true } = {}) {
  const canvas = new SliceCanvas(raster, chest.seed);
  const diaphragm = diaphragmHeights(raster);
  const scratch = new Float32Array(raster.columns * raster.rows);
  return (z: number): Float32Array => {
    canvas.begin(z, hounsfield.air);
    if (table) paintTable(canvas);
    paintTrunkWall(canvas);
    paintLungs(canvas, chest.lungs, sliceThickness);
    paintMediastinum(canvas);
    paintAirways(canvas);
    paintAbdomen(canvas, chest.liver, diaphragm, scratch);
    paintSkeleton(canvas, chest.skeleton);
    for (const insert of chest.inserts) {
      const radius = insert.diameter / 2;
      canvas.ellipsoid(
        { center: insert.center, axes: [radius, radius, radius] },
        { value: insert.hounsfield, edge: 1.2 },
      );
    }
    return canvas.values;
  };
}
