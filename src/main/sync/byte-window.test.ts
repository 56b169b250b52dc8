import { describe, expect, it } from 'vitest';
import { ByteWindow } from './byte-window.ts';

async function isOpen(entry: Promise<void>): Promise<boolean> {
  let open = false;
  void entry.then(() => {
    open = true;
  });
  await new Promise(resolve => setImmediate(resolve));
  return open;
}

describe('the byte window', () => {
  it('admits up to its size, then in order as others leave', async () => {
    const window = new ByteWindow(10);
    expect(await isOpen(window.enter(6))).toBe(true);
    expect(await isOpen(window.enter(4))).toBe(true);
    const big = window.enter(7);
    const small = window.enter(1);
    expect(await isOpen(small)).toBe(false);
    window.leave(4);
    expect(await isOpen(big)).toBe(false);
    window.leave(6);
    expect(await isOpen(big)).toBe(true);
    expect(await isOpen(small)).toBe(true);
  });

  it('admits one that is larger than itself, alone', async () => {
    const window = new ByteWindow(10);
    expect(await isOpen(window.enter(50))).toBe(true);
    const next = window.enter(1);
    expect(await isOpen(next)).toBe(false);
    window.leave(50);
    expect(await isOpen(next)).toBe(true);
  });
});
