import { registerHooks } from 'node:module';

// Makes `electron` mean the recording fake, for the shell's imports and for electron-store's.
const fake = new URL('./recording-electron.ts', import.meta.url).href;
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: fake, shortCircuit: true } : next(specifier, context),
});
