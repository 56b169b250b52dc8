import type { Tag } from '../dataset/data-set.ts';

/**
 * Private attributes that hold no identity (PS3.15 Table E.3.10-1), those of them that reading or measuring an image
 * uses: creator → group and element within the creator's block.
 */
const safe: Readonly<Record<string, readonly string[]>> = {
  // suv factor, activity concentration factor
  'Philips PET Private Group': ['70530000', '70530009'],
  // diffusion b-factor, direction
  'Philips Imaging DD 001': ['20010003', '20010004'],
  // b value, directionality, gradient direction, b matrix
  'SIEMENS MR HEADER': ['0019000C', '0019000D', '0019000E', '00190027'],
  // table speed, mid scan time, rotation speed, internal pulse sequence name
  GEMS_ACQU_01: ['00190023', '00190024', '00190027', '0019009E'],
  GEMS_SERS_01: ['00250007'],
  // scan pitch ratio, b value and its companions, table entry and gradient coil
  GEMS_PARM_01: ['00430027', '00430039', '0043006F'],
  // detector rows and their width
  GEMS_HELIOS_01: ['00450001', '00450002'],
  // DLP, acquisition duration and type, table velocity, pitch, rotation time
  ELSCINT1: ['00E10021', '00E10050', '01F10001', '01F10007', '01F10026', '01F10027'],
};

const safeByCreator = new Map(
  Object.entries(safe).map(([creator, tags]) => [creator, new Set(tags.map(tag => Number.parseInt(tag, 16)))]),
);

/** Whether a private attribute of this creator holds no identity. */
export function isSafePrivate(creator: string, tag: Tag): boolean {
  const group = tag >>> 16;
  return safeByCreator.get(creator)?.has(group * 0x10000 + (tag & 0xff)) ?? false;
}
