import { parseArgs } from 'node:util';
import { type MeasuredShape, measureFile, measureStructures } from '../inspection/index.ts';
import { type Command, failureLine, UsageError } from './command.ts';
import { withDecoders } from './decoders.ts';

/** A length or a region of one frame, in pixel coordinates (the centre of the first pixel is 0,0). */
export const measure: Command = {
  name: 'measure',
  usage: [
    'measure FILE [--frame N] --length X1,Y1,X2,Y2',
    'measure FILE [--frame N] --ellipse CX,CY,RX,RY[,DEGREES]  half axes; DEGREES turn the first one clockwise',
    'measure FILE [--frame N] --polygon X1,Y1,X2,Y2,X3,Y3,…',
    'measure FILE [--frame N] --angle X1,Y1,VX,VY,X2,Y2 | --cobb X1,Y1,X2,Y2,X3,Y3,X4,Y4 | --point X,Y',
    '                              value, unit (UCUM) and kind of calibration, as JSON; of PET also as SUV, or why not',
    'measure DIR --structures RS   volumes and values of the regions of an RT Structure Set in the images under DIR',
  ],
  async run(args) {
    const text = { type: 'string' } as const;
    const options = {
      frame: { ...text, default: '1' },
      length: text,
      ellipse: text,
      polygon: text,
      angle: text,
      cobb: text,
      point: text,
      structures: text,
    };
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const [file, ...others] = positionals;
    const frame = Number(values.frame);
    const shapes = [
      ...counted.map(({ kind, points }) => shapeOf(kind, values[kind], points)),
      ellipseOf(values.ellipse),
      polygonOf(values.polygon),
    ];
    if (file !== undefined && others.length === 0 && values.structures !== undefined) {
      return structuresIn(file, values.structures);
    }
    const [shape, second] = shapes.filter(given => given !== null);
    if (file === undefined || others.length > 0) throw new UsageError('one FILE');
    if (!Number.isInteger(frame) || frame < 1) throw new UsageError('--frame counts from 1');
    if (shape === undefined || second !== undefined) {
      throw new UsageError('one of --length, --ellipse, --polygon, --angle, --cobb and --point');
    }
    const outcome = await withDecoders(decode => measureFile(file, frame, shape, decode));
    if (!outcome.ok) {
      console.error(failureLine(file, outcome.failure));
      return 1;
    }
    // of a region, the mean comes first and is what is reported
    const { quantities } = outcome.value;
    const chief = quantities.find(({ quantity }) => quantity === 'length') ?? quantities[0];
    console.log(JSON.stringify({ value: chief?.value, unit: chief?.unit, ...outcome.value }, null, 2));
    return 0;
  },
};

async function structuresIn(folder: string, structureSet: string): Promise<number> {
  const outcome = await withDecoders(decode => measureStructures(structureSet, folder, decode));
  if (outcome.ok) {
    console.log(JSON.stringify(outcome.value, null, 2));
    return 0;
  }
  const isStructureSet = outcome.failure.params.what === 'structure-set';
  console.error(failureLine(isStructureSet ? structureSet : folder, outcome.failure));
  return 1;
}

/** Shapes that have so many points, whose options are named as they are. */
const counted = [
  { kind: 'length', points: 2 },
  { kind: 'angle', points: 3 },
  { kind: 'cobb', points: 4 },
  { kind: 'point', points: 1 },
] as const;

function shapeOf(kind: MeasuredShape['kind'], given: string | undefined, count: number): MeasuredShape | null {
  if (given === undefined) return null;
  const points = pointsOf(`--${kind}`, given);
  if (points.length !== count) throw new UsageError(`--${kind} has ${2 * count} numbers`);
  return { kind, points };
}

function ellipseOf(given: string | undefined): MeasuredShape | null {
  if (given === undefined) return null;
  const numbers = numbersOf('--ellipse', given);
  const [column = 0, row = 0, across = 0, down = 0, degrees = 0] = numbers;
  if (numbers.length < 4 || numbers.length > 5) throw new UsageError('--ellipse has a centre and two half axes');
  const angle = (degrees * Math.PI) / 180;
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
  const end = (sign: 1 | -1, x: number, y: number) => ({ column: column + sign * x, row: row + sign * y });
  const [a, b] = [
    [across * cos, across * sin],
    [-down * sin, down * cos],
  ] as const;
  return { kind: 'ellipse', points: [end(-1, ...a), end(1, ...a), end(-1, ...b), end(1, ...b)] };
}

function polygonOf(given: string | undefined): MeasuredShape | null {
  if (given === undefined) return null;
  const corners = pointsOf('--polygon', given);
  if (corners.length < 3) throw new UsageError('--polygon has at least three points');
  return { kind: 'polygon', points: corners };
}

function pointsOf(option: string, text: string) {
  const numbers = numbersOf(option, text);
  if (numbers.length % 2 !== 0) throw new UsageError(`${option} has a column and a row for each point`);
  return Array.from({ length: numbers.length / 2 }, (_, at) => ({
    column: numbers[2 * at] ?? 0,
    row: numbers[2 * at + 1] ?? 0,
  }));
}

function numbersOf(option: string, text: string): readonly number[] {
  const numbers = text.split(',').map(part => (part.trim() === '' ? Number.NaN : Number(part)));
  if (!numbers.every(Number.isFinite)) throw new UsageError(`${option} has numbers with commas between`);
  return numbers;
}
