import { LatticeNoise, randomNumbers } from '../noise.ts';
import type { Scene } from './scene.ts';

/** A curved array: millimetres and radians. */
export const probe = { radius: 60, depth: 158, halfAngle: 0.56 } as const;

/** Samples along and across the beams. */
export const beams = { count: 360, samples: 720 } as const;

/** Grey levels 0 to 1 by beam and sample, after logarithmic compression: what a scanner has before scan conversion. */
export function scan(scene: Scene, seed: string): Float32Array {
  const echoes = backscatter(scene, seed);
  const speckle = speckleField(`${seed}/${scene.title}`);
  const grey = new Float32Array(echoes.length);
  for (let i = 0; i < grey.length; i++) {
    const depth = ((i % beams.samples) / beams.samples) * probe.depth;
    // The gain makes up for attenuation but for a little; noise comes up from the depth.
    const received = 10 ** ((echoes[i]! - 0.05 * depth) / 20) * speckle[i]! + 0.0016 + 0.00004 * depth;
    grey[i] = Math.min(1, Math.max(0, (20 * Math.log10(received) + 37) / 62));
  }
  return grey;
}

/** Mean backscatter in decibels at each sample. */
function backscatter(scene: Scene, seed: string): Float32Array {
  const bend = new LatticeNoise(`${seed}/bend`, 16);
  const texture = new LatticeNoise(`${seed}/texture`, 5);
  const echoes = new Float32Array(beams.count * beams.samples);
  for (let beam = 0; beam < beams.count; beam++) {
    const angle = ((beam + 0.5) / beams.count - 0.5) * 2 * probe.halfAngle;
    let gained = 0;
    for (let sample = 0; sample < beams.samples; sample++) {
      const range = probe.radius + (sample / beams.samples) * probe.depth;
      const lateral = range * Math.sin(angle);
      const depth = range * Math.cos(angle) - probe.radius;
      const shift = bend.at(lateral, depth, 0);
      let echo = tissueAt(range - probe.radius, shift) + 1.6 * texture.at(lateral, depth, 0);
      let change = 0;
      for (const reflector of scene.reflectors) {
        const distance = distanceTo(reflector, lateral, depth) + shift * (reflector.wobble ?? 0);
        if (distance > 1.2) continue;
        if (distance > 0) echo = reflector.rim === undefined ? echo : reflector.rim;
        else {
          echo = reflector.echo;
          change += (reflector.behind ?? 0) / (reflector.axes[1] * 2);
        }
      }
      if (scene.diaphragm !== null) echo = behindDiaphragm(echo, scene.diaphragm, lateral, depth, shift);
      echoes[beam * beams.samples + sample] = echo + gained;
      gained += (change * probe.depth) / beams.samples;
    }
  }
  return echoes;
}

function distanceTo({ center, axes, turn = 0 }: Scene['reflectors'][number], lateral: number, depth: number): number {
  const x = lateral - center[0];
  const y = depth - center[1];
  const u = (x * Math.cos(turn) + y * Math.sin(turn)) / axes[0];
  const v = (y * Math.cos(turn) - x * Math.sin(turn)) / axes[1];
  const level = Math.hypot(u, v);
  const gradient = Math.hypot(u / axes[0], v / axes[1]) / Math.max(level, 1e-6);
  return level < 1e-6 ? -axes[1] : (level - 1) / gradient;
}

/** Skin, fat and muscle in front of the liver. `below` is the depth below the probe's surface. */
function tissueAt(below: number, shift: number): number {
  const layered = below + 1.4 * shift;
  if (layered < 2.2) return 14;
  if (layered < 10) return -7 + 7 * Math.max(0, Math.sin(layered * 1.9 + shift * 3));
  if (layered < 11.2) return 11;
  if (layered < 18) return -6 + 8 * Math.max(0, Math.sin(layered * 2.4 + shift * 4));
  if (layered < 19.4) return 13;
  return 0;
}

/** A bright curved line, and behind it a fading mirror image of nothing. */
function behindDiaphragm(echo: number, height: number, lateral: number, depth: number, shift: number): number {
  const line = height - 0.0042 * (lateral - 10) ** 2 + 2 * shift;
  if (depth < line - 1) return echo;
  if (depth < line + 1.2) return 19;
  return -9 - 0.22 * (depth - line);
}

/** Fully developed speckle: the magnitude of complex noise, longer across the beams than along them. */
function speckleField(seed: string): Float32Array {
  const [real, imaginary] = [coherent(`${seed}/real`), coherent(`${seed}/imaginary`)];
  return real.map((value, index) => Math.hypot(value, imaginary[index]!) / Math.SQRT2);
}

function coherent(seed: string): Float32Array {
  const random = randomNumbers(seed);
  const { count, samples } = beams;
  const white = Float32Array.from({ length: count * samples }, () => (random() + random() + random() - 1.5) * 2);
  const across = [0.35, 0.8, 1, 0.8, 0.35];
  const along = [0.5, 1, 0.5];
  const once = new Float32Array(white.length);
  const twice = new Float32Array(white.length);
  const gain = 1 / Math.sqrt(sumOfSquares(across) * sumOfSquares(along));
  for (let beam = 0; beam < count; beam++) {
    for (let sample = 0; sample < samples; sample++) {
      let sum = 0;
      for (let k = -2; k <= 2; k++) {
        sum += across[k + 2]! * white[Math.min(count - 1, Math.max(0, beam + k)) * samples + sample]!;
      }
      once[beam * samples + sample] = sum;
    }
    for (let sample = 0; sample < samples; sample++) {
      let sum = 0;
      for (let k = -1; k <= 1; k++) {
        sum += along[k + 1]! * once[beam * samples + Math.min(samples - 1, Math.max(0, sample + k))]!;
      }
      twice[beam * samples + sample] = sum * gain;
    }
  }
  return twice;
}

function sumOfSquares(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}
