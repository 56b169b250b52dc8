/** What is remembered between wheel events. */
export interface WheelState {
  readonly at: number;
  /** Wheel distance not yet worth a slice; touchpads send many small ones. */
  readonly rest: number;
  /** Notches turned without a pause. */
  readonly run: number;
}

export const restingWheel: WheelState = { at: Number.NEGATIVE_INFINITY, rest: 0, run: 0 };

const notch = 100;
const pause = 80;

/**
 * Slices to scroll for a wheel event. A notch is one slice; a wheel turned on without pause speeds up, to at most five
 * slices a notch, and only in series long enough to need it.
 */
export function turnWheel(
  state: WheelState,
  delta: number,
  at: number,
  sliceCount: number,
): { state: WheelState; slices: number } {
  const goesOn = at - state.at < pause && Math.sign(delta) === Math.sign(state.rest || delta);
  const distance = delta + (goesOn ? state.rest : 0);
  const notches = Math.trunc(distance / notch);
  const run = goesOn ? state.run + Math.abs(notches) : Math.abs(notches);
  const fastest = sliceCount > 60 ? 5 : 1;
  const speed = Math.min(1 + Math.floor(run / 6), fastest);
  return { state: { at, rest: distance - notches * notch, run }, slices: notches * speed };
}
